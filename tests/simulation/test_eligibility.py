"""Whom a programme or a scheme reaches, condition by condition, as a renewal finds it."""

from typing import Any

import pytest

#: One yuan, in fen.
Y = 100
MICRO, SMALL, MEDIUM = range(3)
CONDITIONS = {
    "everyone": "{}",
    "first": "{ first_loan = true }",
    "not_first": "{ first_loan = false }",
    "grown": "{ min_age_months = 24 }",
    "young": "{ max_age_months = 24 }",
    "modest": "{ max_loan_yuan = 1_000_000 }",
    "large": "{ min_loan_yuan = 1_000_000 }",
    "good_record": '{ tax_grade = ["B", "A"] }',
    "local_banks": '{ bank_type = ["city", "rural"] }',
    "small": '{ size = ["small"] }',
    "software": '{ sector = ["software"] }',
    "west": '{ region = ["west"] }',
    "lines": '{ product = ["revolving_line"] }',
    "giants": '{ ladder = ["little_giant"] }',
    "a_year": "{ min_tenor_months = 12, max_tenor_months = 12 }",
    "short": "{ max_tenor_months = 11 }",
    "long": "{ min_tenor_months = 13 }",
    "small_in_the_west": '{ size = ["small"], region = ["west"] }',
}
PROGRAMMES = "".join(
    f'[[policy]]\nkind = "bank_risk_subsidy"\nname = "{name}"\nloss_share = 0.001\neligible = {conditions}\n'
    for name, conditions in CONDITIONS.items()
)
LENIENT = {"repayment.renewal_loss_limit": 1.0, "partial_renewal.back_at_minimum": 0.0}


@pytest.fixture
def market(small_market):
    return small_market(PROGRAMMES, **LENIENT)


def reached(market, firm: dict[str, Any], loan: dict[str, Any], *names: str) -> list[bool]:
    """Which of the programmes take the loan when it is renewed; the firm is micro, in the east, eight years old."""
    here = market.copy()
    its_firm, its_loan = here.maturing(product=1, **loan)
    its_firm.set(size=MICRO, sector=0, region=0, ladder=0, entry_month=here.market.month + 1 - 96)
    its_firm.set(**firm)
    here.live("serve_debt")
    assert its_loan["renewals"] == 1
    return [(its_loan["programmes"] >> here.programme(name).row) & 1 == 1 for name in names]


def test_a_programme_without_conditions_reaches_every_loan(market) -> None:
    assert reached(market, {}, {}, "everyone") == [True]


@pytest.mark.parametrize(("borrowed", "first"), [(0, True), (1, False)])
def test_first_time_borrowers_are_those_who_never_borrowed(market, borrowed: int, first: bool) -> None:
    assert reached(market, {"borrowed": borrowed}, {}, "first", "not_first") == [first, not first]


@pytest.mark.parametrize(("age", "grown", "young"), [(23, False, True), (24, True, True), (25, True, False)])
def test_bounds_of_age_include_themselves(market, age: int, grown: bool, young: bool) -> None:
    firm = {"entry_month": market.market.month + 1 - age}
    assert reached(market, firm, {}, "grown", "young") == [grown, young]


@pytest.mark.parametrize(("fen", "taken"), [(1_000_000 * Y, True), (1_000_000 * Y + 1, False)])
def test_the_largest_loan_is_still_taken(market, fen: int, taken: bool) -> None:
    assert reached(market, {}, {"balance": fen, "amount": fen}, "modest") == [taken]


@pytest.mark.parametrize(("fen", "taken"), [(1_000_000 * Y, True), (1_000_000 * Y - 1, False)])
def test_the_smallest_loan_is_still_taken(market, fen: int, taken: bool) -> None:
    assert reached(market, {}, {"balance": fen, "amount": fen}, "large") == [taken]


@pytest.mark.parametrize(("grade", "taken"), [(0, False), (2, False), (3, True), (4, True)])
def test_grades_of_the_tax_record(market, grade: int, taken: bool) -> None:
    assert reached(market, {"tax_record": grade}, {}, "good_record") == [taken]


@pytest.mark.parametrize(("kind", "taken"), [(0, False), (1, False), (2, True), (3, True)])
def test_the_type_of_the_bank_that_lends(market, kind: int, taken: bool) -> None:
    bank = int(market.market.economy.banks.column("type").tolist().index(kind))
    assert reached(market, {}, {"bank": bank}, "local_banks") == [taken]


def test_what_was_granted_counts_not_what_is_left_of_it(market) -> None:
    assert reached(market, {}, {"balance": 500_000 * Y, "amount": 1_200_000 * Y}, "modest") == [False]


@pytest.mark.parametrize(
    ("column", "code", "name"),
    [("size", SMALL, "small"), ("sector", 2, "software"), ("region", 2, "west"), ("ladder", 3, "giants")],
)
def test_classes_of_firms(market, column: str, code: int, name: str) -> None:
    for other in range(4):
        assert reached(market, {column: other}, {}, name) == [other == code]


@pytest.mark.parametrize(("product", "taken"), [(0, False), (1, True), (4, False)])
def test_products(market, product: int, taken: bool) -> None:
    assert reached(market, {}, {}, "lines") == [True]
    here = market.copy()
    _, loan = here.maturing(product=product)
    here.live("serve_debt")
    assert ((loan["programmes"] >> here.programme("lines").row) & 1 == 1) == taken


def test_a_renewal_is_a_loan_of_a_year(market) -> None:
    assert reached(market, {}, {}, "a_year", "short", "long") == [True, False, False]


@pytest.mark.parametrize(("size", "region"), [(SMALL, 0), (MICRO, 2), (SMALL, 2)])
def test_every_condition_must_hold(market, size: int, region: int) -> None:
    both = size == SMALL and region == 2
    assert reached(market, {"size": size, "region": region}, {}, "small_in_the_west") == [both]


def test_a_programme_that_takes_no_new_loans_takes_no_renewal(market) -> None:
    market.programme("everyone")["in_force"] = 0
    assert reached(market, {}, {}, "everyone", "not_first") == [False, True]


def test_a_programme_that_chooses_by_lot_serves_whom_it_chose(market) -> None:
    market.programme("everyone")["by_lot"] = 1
    row = market.programme("everyone").row
    assert reached(market, {"served": 0}, {}, "everyone") == [False]
    assert reached(market, {"served": 1 << row}, {}, "everyone") == [True]
    assert reached(market, {"served": ~(1 << row)}, {}, "everyone") == [False]


@pytest.mark.parametrize(("security", "recorded"), [(0, False), (1, True), (2, False), (4, True), (6, True)])
def test_a_programme_about_a_registry_takes_what_registries_record(market, security: int, recorded: bool) -> None:
    market.programme("everyone")["registered"] = 1
    assert reached(market, {}, {"security": security}, "everyone") == [recorded]


class TestCeilings:
    """The loan is renewed at the lawful ceiling, twice the policy rate here."""

    @pytest.fixture
    def market(self, market):
        market.market.economy.numbers.restate("loan_pricing.highest_rate", 2.0 * market.market.economy.policy_rate)
        market.market.economy.numbers.restate("loan_pricing.guidance_discount", -1.0)
        return market

    @pytest.mark.parametrize(("above", "supported"), [(1.01, True), (0.99, False)])
    def test_a_loan_dearer_than_the_ceiling_is_not_supported(self, market, above: float, supported: bool) -> None:
        market.programme("everyone")["rate_ceiling"] = above * market.market.economy.policy_rate
        assert reached(market, {}, {}, "everyone", "not_first") == [supported, True]

    @pytest.mark.parametrize(
        ("fee", "guarantor", "supported"), [(0.02, 1, True), (0.021, 1, False), (0.0, 1, False), (0.02, -1, False)]
    )
    def test_support_of_fees_needs_a_fee_below_its_ceiling(
        self, market, fee: float, guarantor: int, supported: bool
    ) -> None:
        market.programme("everyone").set(fee_support=0.005, fee_ceiling=0.0201)
        market.market.economy.agreements.column("consent")[:] = 0
        terms = {"guarantor": guarantor, "agreement": int(guarantor > 0), "security": 2, "fee_rate": fee}
        assert reached(market, {}, terms, "everyone") == [supported]

    def test_a_loan_is_supported_if_public_money_follows_it(self, market) -> None:
        for supports in (1, 0):
            here = market.copy()
            here.market.economy.programmes.column("supports")[:] = 0
            here.programme("everyone")["supports"] = supports
            _, loan = here.maturing()
            here.live("serve_debt")
            assert loan["supported"] == supports


class TestSchemes:
    """Agreement 2, the national scheme, has ended; which scheme takes its loans over at renewal."""

    TEXT = "".join(
        f"""
[[policy]]
kind = "risk_sharing"
name = "{name}"
priority = {priority}
share = {{ local_government = 0.5, bank = "balance" }}
eligible = {{ max_loan_yuan = {most} }}
"""
        for name, priority, most in (("late", 30, 9_000_000), ("early", 20, 5_000_000), ("first", 10, 2_000_000))
    )

    @staticmethod
    def taken_over_by(market, amount: int, **closed: int) -> str:
        here = market.copy()
        terms = {"guarantor": 0, "agreement": 2, "security": 2, "fee_rate": 0.01}
        firm, loan = here.maturing(**terms, amount=amount * Y, balance=amount * Y)
        firm.set(region=0, size=MICRO, cash=100_000_000 * Y, leverage_target=1.0, year_sales=40_000_000 * Y)
        rows = {name: row for row, name in here.market.economy.schedule.agreement_names.items()}
        for name in ("national_scheme", *closed):
            here.agreement(rows[name])["in_force"] = 0
        here.live("serve_debt")
        assert loan["renewals"] == 1
        return here.market.economy.schedule.agreement_names[loan["agreement"]]

    @pytest.fixture
    def market(self, small_market):
        return small_market(self.TEXT, **LENIENT)

    def test_the_first_by_priority_takes_the_loan(self, market) -> None:
        assert self.taken_over_by(market, 1_000_000) == "first"
        assert self.taken_over_by(market, 1_000_000, first=0) == "early"
        assert self.taken_over_by(market, 1_000_000, first=0, early=0) == "late"

    def test_where_none_is_in_force_a_private_guarantor_is_asked(self, market) -> None:
        assert self.taken_over_by(market, 1_000_000, first=0, early=0, late=0) == "private_guarantee"

    def test_a_renewal_is_never_cut_to_the_largest_loan_of_a_scheme(self, market) -> None:
        """The first scheme would take two of three million: it takes none."""
        assert self.taken_over_by(market, 2_000_000) == "first"
        assert self.taken_over_by(market, 3_000_000) == "private_guarantee"
