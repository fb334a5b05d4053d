"""One firm's story: true to the loan tape, the claims, the ledger and the columns, in both languages, free of cost."""

import re
import string
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.behaviour.lending.credit_rationing import explain
from smecredit.simulation.ground.errors import RequestError
from smecredit.simulation.observe.story import follower, sentences, story, story_text, story_words
from smecredit.simulation.observe.story.follower import Follower
from smecredit.simulation.state import offer_columns as oc
from smecredit.simulation.state.economy import Economy
from smecredit.simulation.state.loan_columns import KEY_BITS
from smecredit.simulation.state.observer import Observer
from smecredit.simulation.state.offer_columns import NOT_OPEN, POSSIBLE
from smecredit.simulation.state.structure import CAUSES, PARTIES, SIMPLE_LOAN

CHINESE = re.compile(r"[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]")
FIRMS, MONTHS, BURN_IN = 600, 36, 12
#: A licensed guarantor behind one loan in twenty is too rare for a small market to show claims on them.
MANY_GUARANTEES = {"guarantors.reach": 1.0, "guarantors.asked_anyway": 1.0, "guarantors.adverse_selection": 1.0}


def market_of(name: str, follow: int | None = None, firms: int = FIRMS, months: int = MONTHS) -> CreditMarket:
    scenario = load(name, firms=firms, months=months, set={"economy.burn_in": BURN_IN, **MANY_GUARANTEES})
    return CreditMarket(scenario, seed=1, follow=follow)


@pytest.fixture(scope="module")
def market() -> CreditMarket:
    return market_of("one_plus_n").run()


@pytest.fixture(scope="module")
def guaranteed_default(market):
    """The story of a firm of the start whose guaranteed loan defaulted and was worked out, and the row of its claim."""
    losses = market.losses
    closed = set(market.loans.query("status == 'written_off'")["loan"])
    known = losses["loan"].isin(closed) & (losses["enterprise"] < FIRMS)
    claim = losses[(losses["paid_guarantor_fen"] > 0) & known].iloc[-1]
    return market.story(int(claim["enterprise"])), claim


@pytest.fixture(scope="module")
def stories(market):
    """Stories of firms of every kind: with loans of the start and later ones, with defaults, without any."""
    tape = market.loans
    borrowers = tape.loc[tape["opened"] > -BURN_IN, "enterprise"].drop_duplicates().to_numpy()
    return [market.story(int(key)) for key in borrowers[:: len(borrowers) // 16]]


def events(of: story.Story, *kinds: str) -> pd.DataFrame:
    found = of.events
    return found[found["kind"].isin(kinds)]


def fen(yuan) -> np.ndarray:
    return np.round(np.asarray(yuan, dtype=float) * 100.0).astype(np.int64)


# Nothing changes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["one_plus_n", "interest_subsidy"])
def test_following_a_firm_changes_no_bit(name, fingerprints) -> None:
    alone = market_of(name, firms=300, months=18).run()
    defaulted = alone.loans.query("defaulted >= 1")["enterprise"]
    for key in (int(defaulted.iloc[0]), 0):
        followed = market_of(name, follow=key, firms=300, months=18).run()
        assert fingerprints.differences(alone, followed) == []


def test_a_market_tells_the_same_whether_it_followed_or_not(market) -> None:
    key = int(market.losses["enterprise"].iloc[0])
    followed, other = market_of("one_plus_n", follow=key), market_of("one_plus_n")
    for _ in range(9):
        followed.step()
        other.step()
    told, again = followed.story(key), other.story(key)
    assert told.month == again.month == 9
    assert told.sentences() == again.sentences()
    pd.testing.assert_frame_equal(told.rows, again.rows)
    assert other.economy.observer.of(Follower) is None


# True ----------------------------------------------------------------------------------------------------------------


def test_a_claim_is_told_as_the_table_of_claims_has_it(guaranteed_default) -> None:
    told, claim = guaranteed_default
    of_loan = told.events[told.events["loan"] == claim["loan"]].set_index("kind")
    paid, final = of_loan.loc["claim_paid"], of_loan.loc["final_loss"]
    ended, recovery = of_loan.loc["worked_out"], of_loan.loc[["recovery"]]
    assert fen(paid["loss_yuan"]) == claim["loss_fen"]
    lost = 0
    for party in PARTIES:

        def of(row, stem, party=party):
            value = row.get(f"{stem}_{party}_yuan", np.nan)
            return 0 if pd.isna(value) else int(fen(value))

        assert of(paid, "paid") == claim[f"paid_{party}_fen"]
        assert of(ended, "recovered") == claim[f"recovered_{party}_fen"]
        assert sum(of(row, "recovered") for row in recovery.to_dict("records")) == claim[f"recovered_{party}_fen"]
        assert of(final, "borne") == claim[f"paid_{party}_fen"] - claim[f"recovered_{party}_fen"]
        lost += of(final, "borne")
    assert sum(claim[f"paid_{party}_fen"] for party in PARTIES) == claim["loss_fen"]
    assert fen(final["amount_yuan"]) == lost
    assert fen(ended["amount_yuan"]) + lost == claim["loss_fen"]
    assert fen(ended["written_off_yuan"]) == claim["paid_bank_fen"] - claim["recovered_bank_fen"]


def test_a_fund_that_pays_in_stages_is_told_stage_by_stage() -> None:
    market = market_of("staged_compensation", months=60).run()
    staged = market.losses.query("paid_compensation_fund_fen > 0")
    told = 0
    for claim in staged.to_dict("records"):
        of_loan = [
            event.numbers
            for event in market.story(claim["enterprise"]).history
            if event.numbers.get("loan", {}).get("key") == claim["loan"]
            and event.kind in ("claim_paid", "claim_in_stages", "second_stage", "second_stage_short")
        ]
        first, owed, *second = of_loan
        assert first["paid_fen"]["compensation_fund"] < owed["amount_fen"] * 0.41 / 0.59
        paid = first["paid_fen"]["compensation_fund"] + sum(numbers["amount_fen"] for numbers in second)
        assert paid == claim["paid_compensation_fund_fen"]
        told += len(second)
    assert told > 0


def test_payments_at_claims_are_those_of_the_ledger(market) -> None:
    losses = market.losses
    others = [f"paid_{party}_fen" for party in PARTIES if party != "bank"]
    shared = losses[losses[others].sum(axis=1) > 0]
    told: dict[int, int] = {}
    for key in shared["enterprise"].unique():
        for event in market.story(int(key)).history:
            if event.kind == "claim_paid" and event.month >= 1:
                paid = event.numbers["paid_fen"]
                told[event.month] = told.get(event.month, 0) + sum(paid.values()) - paid.get("bank", 0)
    ledger = market.flows.query("purpose == 'guarantee_payout'").groupby("month")["fen"].sum()
    assert told == ledger.to_dict()
    assert len(told) > 2


def test_loans_are_told_as_the_tape_has_them(market, stories) -> None:
    granted = 0
    for told in stories:
        tape = market.loans.query("enterprise == @told.enterprise").set_index("loan")
        found = events(told, "granted", "granted_line", "granted_letter").set_index("loan")
        old = events(told, "old_loan", "old_limit")
        assert set(found.index) | set(old["loan"] if len(old) else ()) == set(tape.index)
        for loan, event in found.iterrows():
            row = tape.loc[loan]
            # A renewed loan begins anew with what was owed.
            amount = fen(event["amount_yuan"])
            assert amount >= row["amount_fen"] if row["renewals"] else amount == row["amount_fen"]
            assert (event["product"], event["opened"], event["month"]) == (row["product"], row["opened"], row["opened"])
            if row["renewals"] == 0:
                assert event["rate"] == row["rate"]
                assert event["estimated_risk"] == row["estimated_pd"]
                assert event["tenor"] == row["tenor"]
            granted += 1
        paid_off = events(told, "repaid", "line_closed", "old_loan_ended")
        gone = tape[tape["status"] == "repaid"]
        assert set(paid_off["loan"] if len(paid_off) else ()) == set(gone.index)
        assert all(gone.loc[row["loan"], "closed"] == row["month"] for row in paid_off.to_dict("records"))
    assert granted > 8


def test_renewals_are_as_many_as_the_tape_counts(market, stories) -> None:
    kinds = (
        "renewed_after_repaying", "renewed_by_bridge", "renewed_without_repaying", "renewed_undrawn", "evergreened",
    )  # fmt: skip
    counted = 0
    for told in stories:
        tape = market.loans.query("enterprise == @told.enterprise").set_index("loan")["renewals"]
        renewed = events(told, *kinds)
        by_loan = renewed.groupby("loan").size() if len(renewed) else pd.Series(dtype=int)
        assert by_loan.reindex(tape.index, fill_value=0).eq(tape).all()
        counted += int(tape.sum())
    assert counted > 8


def test_the_way_taken_is_the_loan_that_was_made(stories) -> None:
    seen = 0
    for told in stories:
        ways = told.ways[told.ways["taken"]].set_index("month")
        for event in events(told, "granted", "granted_line", "granted_letter", "rationed").to_dict("records"):
            way = ways.loc[event["month"]]
            assert way["outcome"] == "possible"
            assert fen(way["amount_yuan"]) == fen(event["amount_yuan"])
            assert way["rate"] == pytest.approx(event["rate"], rel=1e-6)
            assert 0.0 < way["true_risk"] < 1.0
            rivals = told.ways[(told.ways["month"] == event["month"]) & (told.ways["bank"] == way["bank"])]
            rivals = rivals[(rivals["outcome"] == "possible") & (rivals["amount_yuan"] >= way["amount_yuan"])]
            assert (rivals["cost_in_all_rate"] >= way["cost_in_all_rate"]).all()
            seen += 1
    assert seen > 8


class TurnedAway(Observer):
    """Firms, with the month, that borrow elsewhere though their own bank had made them an offer."""

    def __init__(self) -> None:
        self.found: list[tuple[int, int]] = []

    def banks_decided(self, economy: Economy, offers: np.ndarray, terms: np.ndarray) -> None:
        for offer in offers[offers[:, oc.O_STATUS] == oc.GRANTED]:
            row, lender = int(offer[oc.O_ROW]), int(offer[oc.O_BANK])
            if economy.month >= 1 and lender != economy.firms.column("bank")[row]:
                looked, _, best = explain(economy, row, int(offer[oc.O_ASKED]))
                if best and lender not in looked:
                    self.found.append((int(economy.firms.column("id")[row]), economy.month))


def test_a_firm_whose_bank_has_no_capital_left_is_told_who_else_was_asked() -> None:
    market, heard = market_of("one_plus_n"), TurnedAway()
    market.observe(heard)
    market.run()
    key, month = heard.found[0]
    told = market.story(key)
    assert month in set(events(told, "turns_elsewhere")["month"])
    ways = told.ways[told.ways["month"] == month]
    (lender,), own = ways.loc[ways["taken"], "bank"], ways["bank"].iloc[0]
    assert lender != own
    assert (ways.loc[ways["bank"] == own, "outcome"] == "possible").any()


def test_every_application_gets_an_answer(stories) -> None:
    answers = ("granted", "granted_line", "granted_letter", "rationed", "refused")
    for told in stories:
        asked = events(told, "applies")
        assert list(events(told, *answers)["month"]) == list(asked["month"])
        assert len(asked) == 0 or set(told.ways["month"]) <= set(asked["month"])


def test_the_guarantee_fee_is_that_of_the_contract(market) -> None:
    tape = market.loans.query("guarantor >= 0 and opened >= 1 and renewals == 0")
    row = tape.iloc[0]
    told = market.story(int(row["enterprise"]))
    (event,) = events(told, "guarantee").query("loan == @row.loan").to_dict("records")
    due = row["amount_fen"] * row["guarantee_fee_rate"] * row["tenor"] / 12.0
    assert fen(event["fee_paid_yuan"]) == pytest.approx(due, abs=0.5)
    shares = [event[f"share_{party}"] for party in PARTIES if f"share_{party}" in event]
    assert np.nansum(shares) == pytest.approx(1.0)


def test_an_interest_subsidy_is_its_share_of_the_balance() -> None:
    market = market_of("interest_subsidy", firms=300, months=18).run()
    (policy,) = (policy for policy in market.conditions.policies if policy.kind == "interest_subsidy")
    book = market.economy.loans
    young = (book.column("opened") >= 8) & (book.column("opened") < 18) & (book.column("programmes") > 0)
    bullets = np.flatnonzero(young & (book.column("instalment") == 0) & (book.column("product") == SIMPLE_LOAN))
    alone = market.economy.firms.column("loans")[book.column("firm")[bullets]] == 1
    row = bullets[alone][0]
    told = market.story(int(book.column("id")[row]) >> KEY_BITS)
    paid = events(told, "support")
    amount = int(book.column("balance")[row] * policy.points / 12.0 + 0.5)
    assert list(paid["month"]) == list(range(int(book.column("opened")[row]) + 1, 19))
    assert list(fen(paid["amount_yuan"])) == [amount] * len(paid)
    assert set(paid["programme"]) == {policy.name}
    assert " ".join(told.sentences()).count("The policy “interest subsidy” pays it") == 1


def test_monthly_rows_are_the_columns_of_that_month() -> None:
    followed = market_of("one_plus_n", follow=3, firms=300, months=6)
    seen = []
    while followed.running:
        followed.step()
        firm = followed.enterprises[3]
        seen.append((firm.cash, firm.bank_debt, firm.informal_debt, firm.owner_wealth, firm.loans))
    rows = followed.story(3).rows
    assert list(rows["month"]) == list(range(7))
    for (_, row), values in zip(rows.iloc[1:].iterrows(), seen, strict=True):
        names = ("cash_yuan", "bank_debt_yuan", "informal_debt_yuan", "owner_wealth_yuan")
        assert [int(fen(row[name])) for name in names] == list(values[:4])
        assert row["loans"] == values[4]


# Who can be followed --------------------------------------------------------------------------------------------------


def test_a_departed_firm_and_an_entrant_have_a_story(market) -> None:
    departed = int(market.losses["enterprise"].iloc[-1])
    assert departed not in market.enterprises["id"]
    told = market.story(departed)
    assert told.rows["month"].max() < MONTHS
    assert len(events(told, "default")) == 1
    entrant = int(market.enterprises["id"].max())
    assert entrant >> 32 == MONTHS + BURN_IN
    assert [event.kind for event in market.story(entrant).history] == ["born", "alive"]


@pytest.mark.parametrize("key", [-1, FIRMS, 10**9, (BURN_IN + MONTHS + 1) << 32, (BURN_IN << 32) + 999_999])
def test_a_key_that_never_existed_is_refused_with_the_keys_allowed(market, key) -> None:
    with pytest.raises(RequestError, match=rf"enterprise {key} never existed .* 0 to {FIRMS - 1}.*up to \d+\.$"):
        market.story(key)


@pytest.mark.parametrize("key", ["17", 1.5, None, True])
def test_what_is_no_key_is_refused(market, key) -> None:
    with pytest.raises(RequestError, match="is no key; allowed are 0 to"):
        market.story(key)


def test_a_market_refuses_to_follow_a_firm_that_cannot_be() -> None:
    for key in (-1, 300):
        with pytest.raises(RequestError, match="never existed"):
            market_of("one_plus_n", follow=key, firms=300)


# Words ----------------------------------------------------------------------------------------------------------------

WAY = {
    "product": "simple_loan", "security": 2, "route": 1, "outcome": "possible", "amount_fen": 41_233_715,
    "rate": 0.0525, "fee_rate": 0.01, "cost_in_all_rate": 0.08, "guarantor_risk": 0.02, "expected_loss_rate": 0.003,
}  # fmt: skip
PARTS = {"bank": 8_246_743, "guarantor": 32_986_972}
#: A value for every number that a sentence may show.
SAMPLE = {
    "size": "micro", "sector": "software", "region": "east", "rung": "little_giant", "product": "simple_loan",
    "security": 1, "age_months": 30, "workers": 1_200, "tenor": 12, "months": 3, "count": 4, "months_overdue": 1,
    "due": 9, "until": 14, "bank": {"number": 7, "type": "city"}, "lender": {"number": 7, "type": "city"},
    "guarantor": {"number": 1, "public": False, "region": "east"},
    "loan": {"key": 1, "product": "simple_loan", "opened": 5}, "party": "national_fund", "cause": 0,
    "agreement": "one_plus_n", "programme": {"name": "x", "en": "x", "zh": "某项"},
    "shares": {"bank": 0.2, "guarantor": 0.8}, "paid_fen": PARTS, "recovered_fen": PARTS, "borne_fen": PARTS,
    "part": 0.8, "found": {"own_fen": 1_000_000, "private_fen": 2_000_000, "line_fen": 3_000_000, "rate": 0.16},
    "ways": [WAY], "rate": 0.0525, "fee_rate": 0.01, "estimated_risk": 0.031, "true_risk": 0.048,
    "guarantor_risk": 0.02, "effort": 1.3, "conduct": 1.12, "lowest_rate": 0.04, "highest_rate": 0.06,
    "renewals": {"renewed_by_bridge": 2, "renewed_undrawn": 1},
}  # fmt: skip


def placeholders(template: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(template) if field}


@pytest.mark.parametrize("kind", sorted(sentences.SENTENCES))
def test_every_kind_of_event_is_told_in_both_languages(kind) -> None:
    numbers = {source: SAMPLE.get(source, 41_233_715) for source, _ in story_text.DISPLAY.values()}
    english, chinese = (story_text.sentence(kind, numbers, language) for language in story_words.LANGUAGES)
    assert placeholders(sentences.SENTENCES[kind]["en"]) - {"loan_capital", "lender_capital", "party_capital"} <= set(
        story_text.DISPLAY
    )
    assert not CHINESE.search(english)
    assert english[0] == english[0].upper()
    assert english.endswith(".")
    assert chinese.endswith("。")
    for said in (english, chinese):
        assert "{" not in said
        assert "_" not in said.replace("one_plus_n", "")


def test_both_languages_tell_the_same_numbers() -> None:
    missing = {}
    for kind, pair in sentences.SENTENCES.items():
        english, chinese = (
            {name.removesuffix("_capital") for name in placeholders(pair[language])}
            for language in story_words.LANGUAGES
        )
        if english != chinese:
            missing[kind] = english ^ chinese
    # English repeats the lender where Chinese needs no subject.
    assert {kind: names for kind, names in missing.items() if names != {"lender"}} == {}
    for table in (story_words.WAYS, story_words.WORDS):
        for key, pair in table.items():
            assert placeholders(pair["en"]) == placeholders(pair["zh"]), key


def test_every_sentence_is_used_and_every_event_has_one() -> None:
    folder = Path(follower.__file__).parent
    words = ("sentences", "story_text", "story_words")
    sources = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py") if path.stem not in words)
    unused = {kind for kind in sentences.SENTENCES if f'"{kind}"' not in sources}
    assert unused == set()
    told = set(re.findall(r'\.tell\(\s*"([a-z_]+)"', sources))
    assert told <= set(sentences.SENTENCES)


def test_every_code_has_a_name_in_both_languages() -> None:
    assert list(story_words.PARTY_NAMES) == list(PARTIES)
    assert list(story_words.CAUSE_NAMES) == list(CAUSES)
    assert len(story_words.OUTCOMES) == POSSIBLE + 1
    assert set(story_words.OUTCOMES) <= set(story_words.OUTCOME_NAMES)
    assert set(story_words.OUTCOMES[NOT_OPEN + 1 :]) <= set(story_words.WAYS)
    assert len(story_words.SECURITIES) == 9


def test_a_story_shows_itself_in_both_languages(market, guaranteed_default) -> None:
    told, _ = guaranteed_default
    assert f"The story of enterprise {told.enterprise}" in str(told)
    assert "before month 1" in told.sentences()[0]
    assert any(line.startswith("Month ") for line in told.sentences())
    assert any(line.startswith("第") and "个月：" in line for line in told.sentences("zh"))
    assert not any(CHINESE.search(line) for line in told.sentences("en"))
    assert "<table>" in told._repr_html_()
    for language in story_words.LANGUAGES:
        page = told.markdown(language)
        assert told.title(language) in page
        assert page.count("\n| ") > 4
    assert str(told.document()["events"]).count("_fen") == 0


@pytest.mark.parametrize(
    ("fen_amount", "english", "chinese"),
    [
        (41_233_715, "¥412,337", "41.23万元"),
        (820_000, "¥8,200", "8,200元"),
        (1_000_000_000, "¥10,000,000", "1,000万元"),
        (25_000_000_000, "¥250,000,000", "2.5亿元"),
        (0, "¥0", "0元"),
    ],
)
def test_money_is_shown_as_people_read_it(fen_amount, english, chinese) -> None:
    assert story_text.money(fen_amount, "en") == english
    assert story_text.money(fen_amount, "zh") == chinese


def test_parts_that_must_add_up_are_shown_to_the_fen() -> None:
    assert [story_text.exact(fen, "en") for fen in (3, 41_233_715, 500_000)] == ["¥0.03", "¥412,337.15", "¥5,000"]
    assert story_text.exact(41_233_715, "zh") == "412,337.15元"
    assert [story_text.per_cent(share) for share in (0.4, 0.031, 0.0035, 0.0)] == ["40%", "3.1%", "0.35%", "0%"]


def test_what_the_owner_pays_month_after_month_is_told_once() -> None:
    found = {"own_fen": 100_000, "private_fen": 0, "line_fen": 0, "rate": 0.16}
    history = [story.Event(month, "after_due", {"found": found}) for month in (3, 4, 6)]
    history += [story.Event(7, "cured", {}), story.Event(8, "after_due", {"found": found})]
    told = story.Story(1, 9, history, []).sentences()
    assert told == [
        "Month 3: From now to month 6, bills or banks take more than it has 3 times; the owner puts in ¥3,000 in all.",
        "Month 7: It pays its arrears.",
        "Month 8: To pay what its banks are owed, the owner puts in ¥1,000.",
    ]


def test_renewals_year_after_year_are_told_once() -> None:
    loan = {"key": 7, "product": "simple_loan", "opened": 2}
    lender = {"type": "city", "number": 3}

    def renewal(month: int, kind: str, rate: float, key: int = 7) -> list[story.Event]:
        numbers = {"loan": {**loan, "key": key}, "lender": lender, "amount_fen": 100, "rate": rate, "bridge_fee_fen": 1}
        view = {"loan": loan, "lender": lender, "estimated_risk": rate / 2}
        return [story.Event(month, kind, numbers), story.Event(month, "view_at_renewal", view)]

    history = [
        *renewal(14, "renewed_by_bridge", 0.05),
        *renewal(26, "renewed_without_repaying", 0.06),
        *renewal(30, "renewed_by_bridge", 0.09, key=8),
        *renewal(38, "renewed_by_bridge", 0.04),
        story.Event(50, "renewal_refused", {"loan": loan, "lender": lender, "amount_fen": 100}),
    ]
    told = story.Story(1, 60, history, []).sentences()
    assert [line.partition(":")[0] for line in told] == ["Month 14", "Month 30", "Month 50"]
    assert told[0] == (
        "Month 14: The simple loan of month 2 falls due and is renewed year after year, 3 times up to month 38, at "
        "4.00% to 6.00% a year: 2 by way of a bridge loan, 1 without repaying principal. At the last, city bank 3 puts "
        "its risk of default at 2% a year."
    )
    assert "renewed for twelve months at 9.00%" in told[1]


def test_offers_stand_in_a_table_where_there_is_room(stories) -> None:
    told = next(each for each in stories if len(each.ways) > 2)
    tables = [table for _, _, tables in told.with_offers() for table in tables]
    weighed = [event.numbers for event in told.history if event.kind == "weighs" and len(event.numbers["ways"]) > 1]
    assert [len(table.lines) for table in tables] == [len(numbers["ways"]) for numbers in weighed]
    for table, numbers in zip(tables, weighed, strict=True):
        assert table.bank.endswith(f" {numbers['bank']['number']}")
        assert {len(line) for line in table.lines} == {len(table.headings)}
    lines = [dict(zip(table.headings, line, strict=True)) for table in tables for line in table.lines]
    taken = [line for line in lines if line["outcome"] == "taken"]
    assert taken and all(line["amount"].startswith("¥") and line["rate"].endswith("%") for line in taken)
    assert any("listed below" in sentences for _, sentences, _ in told.with_offers())
    assert any("见下表" in sentences for _, sentences, _ in told.with_offers("zh"))


def refusal(month: int, outcome: str = "too_risky", bank: int = 3, borrowed_fen: int = 0) -> list[story.Event]:
    """The events of a request that one bank refuses."""
    named = {"type": "city", "number": bank}
    way = {
        "product": "simple_loan", "security": 0, "route": 0, "outcome": outcome, "amount_fen": 0, "rate": 0.0,
        "fee_rate": 0.0, "cost_in_all_rate": 0.0, "expected_loss_rate": 0.06, "guarantor_risk": 0.0, "taken": False,
    }  # fmt: skip
    found = {"line_fen": 0, "own_fen": 0, "private_fen": borrowed_fen, "rate": 0.16}
    told = [
        ("need_growth", {"amount_fen": 100_00}),
        ("applies", {"bank": named, "asked_fen": 100_00}),
        ("weighs", {"bank": named, "ways": [way]}),
        ("refused", {"asked_fen": 100_00}),
        *([("after_refusal", {"found": found})] if borrowed_fen else []),
    ]
    return [story.Event(month, kind, numbers) for kind, numbers in told]


def test_refusals_for_the_same_reasons_are_told_once() -> None:
    history = [
        *refusal(2, borrowed_fen=5_00),
        *refusal(4, borrowed_fen=7_00),
        story.Event(5, "bills_unpaid", {}),
        *refusal(9),
        *refusal(12, outcome="no_scheme"),
        *refusal(15, outcome="no_scheme"),
        story.Event(16, "discouraged", {"amount_fen": 100_00}),
        *refusal(20, outcome="no_scheme"),
        *refusal(23, outcome="no_scheme", bank=4),
    ]
    told = story.Story(1, 60, history, [])
    lines = told.sentences()
    assert [line.partition(":")[0] for line in lines] == [f"Month {month}" for month in (2, 5, 12, 16, 20, 23)]
    assert lines[0].endswith(
        "Instead, the owner borrows ¥5 from private lenders at 16.00%. Up to month 9 it asks again 2 times and is "
        "refused for the same reasons; instead, the owner borrows ¥7 from private lenders at 16.00% in all."
    )
    assert lines[2].endswith("Up to month 15 it asks again once and is refused for the same reasons.")
    assert "至第9个月又申请2次，均因同样原因被拒；业主转而共以16.00%的年利率向民间借款7元。" in told.sentences("zh")[0]
    assert len(told.ways) == 7  # the table has them all
