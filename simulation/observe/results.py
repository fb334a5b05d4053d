"""What a run has to show: tables made, when asked for, of what those who listen have kept."""

from __future__ import annotations

import html
from functools import partial

import pandas as pd

from ..ground.errors import RequestError, Sentence, spoken
from ..state.economy import Economy
from . import books
from .grants import DepartureLog, GrantLog, Log
from .indicator import indicator
from .recorder import Recorder
from .tape import Tape, claims_table, loans_table

#: Indicators of a market's short description.
_HEADLINES = (
    "credit_outstanding", "borrower_share", "mean_loan_rate", "default_rate", "npl_ratio", "firms_alive", "employment",
)  # fmt: skip


class Results:
    """The tables of a run. Before month 1 those that tell of months are empty and have their columns."""

    economy: Economy

    @property
    def recorder(self) -> Recorder:
        """What was counted each month."""
        found = self.economy.observer.of(Recorder)
        assert found is not None
        return found

    @property
    def indicators(self) -> pd.DataFrame:
        """One row a month (1..M), one column an indicator; money in yuan of the population, undefined is NaN."""
        return self.recorder.frame(self.economy)

    @property
    def numerators(self) -> pd.DataFrame:
        """Numerators of the indicators, same shape."""
        return self.recorder.frames(self.economy)[0].copy()

    @property
    def denominators(self) -> pd.DataFrame:
        """Denominators of the indicators, 1 where an indicator is not a ratio."""
        return self.recorder.frames(self.economy)[1].copy()

    @property
    def summary(self) -> pd.DataFrame:
        """Each indicator over the summary window: numerator, denominator, value; index key."""
        return self.recorder.summary(self.economy)

    @property
    def losses_by_payer(self) -> dict[str, float]:
        """Yuan of the population borne by each party at the claim, whole run."""
        return self.recorder.by_party(self.economy, "paid")

    @property
    def flows(self) -> pd.DataFrame:
        """Model fen by month (1..M), purpose, payer and payee."""
        return books.flows_table(self.economy.ledger)

    def flow_matrix(self) -> pd.DataFrame:
        """Yuan of the population over the run: rows purpose and payer, columns payee."""
        return books.flow_matrix(self.economy.ledger, self.economy.weight)

    @property
    def balance_sheets(self) -> pd.DataFrame:
        """Model fen by month, sector and item; assets positive, liabilities negative, net worth the difference."""
        return books.balance_sheets(self.recorder.ends)

    def balance_sheet(self) -> pd.DataFrame:
        """Balance-sheet matrix at the end, in yuan of the population: items by sector; financial rows sum to 0."""
        return books.balance_sheet(self.recorder.ends, self.economy.month, self.economy.weight)

    @property
    def losses(self) -> pd.DataFrame:
        """A row a settled claim: month, loan, enterprise, bank, agreement, loss_fen, paid_ and recovered_ by party.

        Without the tape only claims whose loan is still being worked out.
        """
        return claims_table(self.economy)

    @property
    def loans(self) -> pd.DataFrame:
        """The loan tape: every open loan, and with `tape` every closed one."""
        tape = self.economy.observer.of(Tape)
        return loans_table(self.economy, tape.past_loans if tape is not None else [])

    @property
    def grants(self) -> pd.DataFrame:
        """Every grant of new credit since a year before month 1: month, enterprise, amount_fen, supported and names.

        Raises RequestError without the tape.
        """
        return self._log(GrantLog, "grants").table()

    @property
    def departures(self) -> pd.DataFrame:
        """Every firm that left from month 1 on: month, enterprise, outcome, size and, of failures, the cause.

        Raises RequestError without the tape.
        """
        return self._log(DepartureLog, "departures").table()

    def _log(self, kind: type[Log], name: str) -> Log:
        found = self.economy.observer.of(kind)
        if found is None:
            said = Sentence(
                "{name} are kept with the tape only: make the market with tape=True.",
                "{name} 只随贷款流水一并保存：创建市场时请用 tape=True。",
                name=name,
            )
            raise RequestError(said)
        return found

    def to_html(self, language: str = "en") -> str:
        """Where the market stands and what stands out, as a short piece of HTML in English ("en") or Chinese ("zh")."""
        economy = self.economy
        title = html.escape(economy.scenario.title[language])
        last = self.indicators.iloc[-1:]
        rows = "".join(
            f"<tr><th style='text-align:left'>{html.escape(indicator(key).label[language])}</th><td>{shown}</td></tr>"
            for key in _HEADLINES
            for shown in map(partial(_shown, indicator(key).unit, language=language), last[key])
        )
        about = Sentence(
            "month {month} of {months}, seed {seed}, {firms} firms at the start",
            "第{month}个月，共{months}个月；种子 {seed}；期初企业 {firms} 家",
            month=max(economy.month, 0),
            months=economy.months,
            seed=economy.seed,
            firms=f"{economy.scenario.firms:,}",
        )
        return f"<p><b>{title}</b><br>{spoken(about, language)}</p><table>{rows}</table>"


def _shown(unit: str, value: float, language: str) -> str:
    """A value in a few characters; nothing where it is undefined."""
    if value != value:
        return ""
    if unit.startswith("share"):
        return f"{100.0 * value:.1f}%"
    if unit == "yuan":
        return f"{value / 1e8:,.0f}亿元" if language == "zh" else f"{value / 1e9:,.1f} bn yuan"
    return f"{value:,.0f}"
