"""Guarantees by the risk that banks see: a cut-off (C8), cover by class (C9)."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from ..experiment import Experiment, Figure, Part, figure
from ..loan_logs import LoanLog, guaranteed_publicly, rates_of_new, rates_paid
from ..takers import YEAR, Applications, Tried, jump, takers_of
from ..worlds import BEFORE, Cohort, Investment, grown, live_to, log_ratio, mean_of, total, worlds


class CutOffOfRisk(Experiment):
    """Firms on either side of the risk up to which loans are guaranteed: debt, rates and bad loans after two years."""

    fact = "C8"
    firms = 80_000
    title: ClassVar = {"en": "A cut-off of eligibility", "zh": "担保资格断点"}
    note: ClassVar = {
        "en": (
            "Jumps at the cut-off, local linear, of each firm's difference to the world without the scheme, over the "
            "jump of take-up. The running variable is what the house bank sees at the firm's first application in the "
            "first year of the scheme; firms that owed banks before. Defaults are those within two years of that "
            "application, as the authors count them from the fund's decision; those within three years of the scheme's "
            "opening, of which late applicants have had two, stand beside them."
        ),
        "zh": (
            "断点处的跳跃（局部线性），为企业相对无担保世界之差，除以参与率之跳跃；"
            "驱动变量为方案首年首次申请时主办行所见风险；限原有贷款企业。"
            "违约指首次申请后两年内违约，与原文自基金受理起两年的口径一致；另列方案开放三年内的违约（晚申请者仅满两年）。"
        ),
    }
    figures = (
        figure("debt", "Bank debt, two years on", "两年后银行债务", "share", 0.02, 0.10),
        Figure("rate", {"en": "Rate paid", "zh": "贷款利率"}, "share per year", -0.0025, 0.0025, passes_at_zero=True),
        figure("bad", "In default within two years", "两年内违约", "share", 0.0, None, clear=True),
        figure("bad_by_then", "In default within three years of the opening", "方案开放三年内违约", "share"),
        figure("taken", "Guaranteed within two years", "两年内获担保", "share"),
        figure("debt_all", "Bank debt, whoever takes it", "银行债务，含未参与者", "share"),
        figure("invested", "Investment over fixed assets", "投资/固定资产", "share"),
        figure("working", "Working capital, log", "营运资金（对数）", "share"),
    )
    cut_off: ClassVar = 0.04
    #: On either side, in logs of the risk seen: from 1.3 to 12%.
    bandwidth: ClassVar = 1.1

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Applicants of months 13 to 24."""
        market, without = worlds(seed, firms, BEFORE + 3 * YEAR, "italy_cut_off", "no_scheme")
        live_to(BEFORE, market, without)
        logs, asked = (LoanLog(BEFORE + 1), LoanLog(BEFORE + 1)), Applications(BEFORE + 1, BEFORE + YEAR)
        market.observe(asked)
        for each, log in zip((market, without), logs, strict=True):
            each.observe(log)
        everyone = Cohort(market)
        debt, assets = everyone.debt(market), everyone.read(market, "fixed_assets")
        sums = [Investment(each, everyone) for each in (market, without)]
        for one in sums:
            one.live_to(BEFORE + 2 * YEAR)
        first_asked = asked.first_of_each()
        applicants = np.isin(everyone.keys, first_asked.keys) & (debt > 0.0)
        ours = everyone.chosen(applicants)
        chosen = np.isin(first_asked.keys, ours.keys)
        running = np.log(self.cut_off) - np.log(first_asked.seen[chosen])
        growth = [grown(debt[applicants], ours.debt(each)) for each in (market, without)]
        rates = [rates_paid(ours, each.economy) for each in (market, without)]
        stocks = [ours.read(each, "inventory") + ours.read(each, "receivables") for each in (market, without)]
        invested = (sums[0].total - sums[1].total)[applicants] / np.maximum(assets[applicants], 1.0)
        loans = logs[0].table()
        taken = np.isin(ours.keys, loans["firm"][guaranteed_publicly(loans)]).astype(float)
        live_to(BEFORE + 3 * YEAR, market, without)
        when = [log.first_defaults(ours.keys) for log in logs]
        bad = [(each <= first_asked.month[chosen] + 2 * YEAR).astype(float) for each in when]
        by_then = [np.isfinite(each).astype(float) for each in when]
        first = jump(taken, running, self.bandwidth)
        effects = {
            "debt": growth[0] - growth[1],
            "rate": rates[0] - rates[1],
            "bad": bad[0] - bad[1],
            "bad_by_then": by_then[0] - by_then[1],
            "invested": invested,
            "working": log_ratio(*stocks),
        }
        found = {key: (jump(effect, running, self.bandwidth), first) for key, effect in effects.items()}
        return {**found, "taken": (first, 1.0), "debt_all": (found["debt"][0], 1.0)}


class CoverByClass(Experiment):
    """Credit and rates of firms that get a guarantee, by the class of risk that sets their cover."""

    fact = "C9"
    firms = 40_000
    title: ClassVar = {"en": "Cover by class of risk", "zh": "按风险等级的担保比例"}
    note: ClassVar = {
        "en": (
            "Firms with debt that took it in the first year, against the same firms without it, at that year's end. "
            "Rates are those of the loans made to them in that year, lines included, of firms that got one in both "
            "worlds; the authors' are of term loans granted."
        ),
        "zh": (
            "首年参与且原有贷款的企业，年末相对无担保世界中的同一企业。"
            "利率为两个世界中均获新贷款的企业当年新发放贷款（含授信额度）的利率；作者所用为新发放定期贷款利率。"
        ),
    }
    figures = (
        figure("middle", "Credit over exposure, middle class", "信贷/总敞口，中等风险", "share", 0.03, 0.15),
        figure("over_safe", "Middle less safe class", "中等减低风险", "share", 0.0, None, clear=True),
        figure("over_risky", "Middle less risky class", "中等减高风险", "share", 0.0, None, clear=True),
        figure(
            "rate", "Rate of new loans, middle and risky", "新发贷款利率，中高风险", "share per year", -0.010, -0.002
        ),
        figure("owed", "Rate on all they owe, middle and risky", "全部债务利率，中高风险", "share per year"),
        figure("safe", "Credit over exposure, safe class", "信贷/总敞口，低风险", "share"),
        figure("risky", "Credit over exposure, risky class", "信贷/总敞口，高风险", "share"),
        figure("rate_safe", "Rate of new loans, safe class", "新发贷款利率，低风险", "share per year"),
    )
    classes: ClassVar = ("safe", "middle", "risky")

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """By the agreement under which the first guaranteed loan was made."""
        takers = takers_of(seed, firms, BEFORE + YEAR, Tried("italy_classes"))
        names = takers.market.economy.schedule.agreement_names
        under = np.array([names[number] for number in takers.loans["agreement"].tolist()], object)
        debts, there = takers.debts(), takers.there()
        rates = [rates_of_new(takers.cohort, log.table()) for log in (takers.log, takers.log_without)]
        credit: dict[str, Part] = {}
        for name in self.classes:
            among = there & (under == name) & (takers.debt > 0.0)
            credit[name] = (total((debts[0] - debts[1])[among]), total(debts[1][among]))
        effect = {name: top / bottom if bottom else float("nan") for name, (top, bottom) in credit.items()}
        lower = rates[0] - rates[1]
        owed = np.subtract(*(rates_paid(takers.cohort, each.economy) for each in (takers.market, takers.without)))
        return {
            **credit,
            "over_safe": (effect["middle"] - effect["safe"], 1.0),
            "over_risky": (effect["middle"] - effect["risky"], 1.0),
            "rate": (mean_of(lower, under != "safe"), 1.0),
            "owed": (mean_of(owed, under != "safe"), 1.0),
            "rate_safe": (mean_of(lower, under == "safe"), 1.0),
        }
