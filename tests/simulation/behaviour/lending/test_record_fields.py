"""Fields of shared records: each shows its own part of the firm, and none makes a view less certain."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation.behaviour.lending.known_terms import known_terms
from smecredit.simulation.behaviour.lending.record_fields import (
    CREDIT_BUREAU,
    ELECTRICITY,
    SOCIAL_SECURITY,
    TAX,
    Pool,
    left_concealed,
    left_to_check,
    pool_in_fields,
    precision_of_field,
    precision_of_fields,
    sales_left_hidden,
    shown_in_field,
)
from smecredit.simulation.behaviour.support.fields_shared import NO_FIELDS, FieldsShared, fields_shared
from smecredit.simulation.behaviour.trade.shared_market import offered
from smecredit.simulation.ground.columns import Store
from smecredit.simulation.state.programme_columns import FIELDS, PROGRAMMES, SHARED_BY_TAX

#: One yuan, in fen.
Y = 100
ONE = [FieldsShared(*(float(place == field) for place in range(4))) for field in range(4)]
ALL = FieldsShared(1.0, 1.0, 1.0, 1.0)
SHARED = st.tuples(*[st.floats(0.0, 1.0)] * 4)

NUMBERS = {
    "record_fields.usual": np.array((0.1, 0.05, 0.0, 0.3)),
    "record_fields.follows": np.array((-20.0, 10.0, -3.0, 2.0)),
    "record_fields.told": np.array((0.5, 0.2, 0.1, 0.25)),
    "record_fields.uncovered": np.array((0.3, 0.2, 0.1, 0.4)),
    "record_fields.read_online": np.array((0.2, 0.1, 0.05, 0.5)),
    "record_fields.staff_speaks": 0.2,
    "record_fields.contributions_late": 0.1,
    "record_fields.activity_range": 0.5,
    "record_fields.private_reported": 0.25,
    "record_fields.refusal_counts": 0.125,
    "record_fields.refusals_shown": 12,
    "record_fields.usual_elsewhere": 0.025,
    "record_fields.follows_elsewhere": 40.0,
    "record_fields.told_elsewhere": 0.1,
    "cash_flow.concealment": 0.4,
}


@pytest.fixture
def firm(small_market):
    """A borrower with sales of 12 million yuan a year, and the economy that it lives in: `(economy, firm)`."""
    market = small_market(**NUMBERS)
    firm, _ = market.borrower()
    firm.set(bank_debt=3_000_000 * Y)
    return market.market.economy, firm


def shows(economy, firm, field: int, extra_debt: int = 0) -> float:
    return float(shown_in_field(economy, firm.row, extra_debt, field))


def pool(economy, firm, fields: FieldsShared, knows: bool = False) -> Pool:
    return pool_in_fields(economy, firm.row, 0, knows, fields, -5.0, 2.0)


class TestContent:
    def test_the_tax_office_knows_the_profit_declared(self, firm) -> None:
        """Of a profit of 12% the wholly dishonest declare 60%; losses are declared in full."""
        economy, its = firm
        its.set(margin=0.12, honesty=1.0)
        assert shows(economy, its, TAX) == pytest.approx(0.12, rel=1e-6)
        its.set(honesty=0.0)
        assert shows(economy, its, TAX) == pytest.approx(0.072, rel=1e-6)
        its.set(margin=-0.1)
        assert shows(economy, its, TAX) == pytest.approx(-0.1, rel=1e-6)

    def test_staff_missing_and_contributions_in_arrears(self, firm) -> None:
        """Six workers where the year's sales need eight, each for 1.5 million yuan; bills late: a tenth more."""
        economy, its = firm
        its.set(labour=1.0 / 1_500_000, employees=6.0)
        assert shows(economy, its, SOCIAL_SECURITY) == pytest.approx(0.25, rel=1e-5)
        its.set(late_bills=1)
        assert shows(economy, its, SOCIAL_SECURITY) == pytest.approx(0.35, rel=1e-5)
        its.set(employees=9.0, late_bills=0)
        assert shows(economy, its, SOCIAL_SECURITY) == 0.0

    def test_the_meter_shows_the_month_and_not_the_year(self, firm) -> None:
        """The same month against a year of half, or four times, the sales; beyond the range it tells no more."""
        economy, its = firm
        demand = economy.demand[its["sector"], its["region"]]
        its.set(year_sales=round(12.0 * demand * offered(economy, its.row, demand)))
        its.set(inventory=its["year_sales"])
        months = 12.0 * demand * offered(economy, its.row, demand)
        its.set(year_sales=round(months / 1.2))
        assert shows(economy, its, ELECTRICITY) == pytest.approx(0.2, abs=0.02)
        its.set(year_sales=round(months * 10.0))
        assert shows(economy, its, ELECTRICITY) == -0.5

    def test_the_bureau_knows_debts_and_refusals(self, firm) -> None:
        """A quarter of a year's sales owed to banks; of as much owed privately a quarter is known."""
        economy, its = firm
        assert shows(economy, its, CREDIT_BUREAU) == pytest.approx(0.25)
        assert shows(economy, its, CREDIT_BUREAU, 1_200_000 * Y) == pytest.approx(0.35)
        its.set(informal_debt=3_000_000 * Y)
        assert shows(economy, its, CREDIT_BUREAU) == pytest.approx(0.3125)
        its.set(informal_debt=0, refused_month=economy.month - 12)
        assert shows(economy, its, CREDIT_BUREAU) == pytest.approx(0.375)
        its.set(refused_month=economy.month - 13)
        assert shows(economy, its, CREDIT_BUREAU) == pytest.approx(0.25)

    def test_who_knows_the_firm_learns_of_debts_elsewhere_alone(self, firm) -> None:
        """A quarter of 1.8 million is 3.75% of sales, 1.25 points over the usual, at 40 a unit 0.5; the variance of 4
        falls by a tenth. Its bank debt and refusals are no news."""
        economy, its = firm
        for refused in (economy.month, economy.month - 13):
            its.set(informal_debt=1_800_000 * Y, refused_month=refused)
            seen = pool(economy, its, ONE[CREDIT_BUREAU], knows=True)
            assert seen == pytest.approx(Pool(-4.5, 3.6), rel=1e-6)

    @pytest.mark.parametrize(
        ("field", "worse"),
        [
            (TAX, {"margin": -0.1}),
            (SOCIAL_SECURITY, {"employees": 0.5}),
            (CREDIT_BUREAU, {"informal_debt": 9_000_000 * Y}),
        ],
    )
    def test_a_field_moves_the_pool_by_its_own_content_alone(self, firm, field: int, worse: dict) -> None:
        economy, its = firm
        before = [pool(economy, its, one).mean for one in ONE]
        its.set(**worse)
        after = [pool(economy, its, one).mean for one in ONE]
        assert after[field] > before[field]
        untouched = {TAX, SOCIAL_SECURITY, CREDIT_BUREAU} - {field}
        assert all(after[other] == before[other] for other in untouched)


class TestPool:
    def test_without_fields_as_it_was(self, firm) -> None:
        economy, its = firm
        assert pool(economy, its, NO_FIELDS) == Pool(-5.0, 4.0)
        assert precision_of_fields(economy, NO_FIELDS) == 0.0
        assert left_concealed(economy, its.row, NO_FIELDS) == 1.0

    def test_one_field_by_hand(self, firm) -> None:
        """A profit 2 points above the usual 10%, at -20 a unit: 0.4 less; half the variance of 4 is told."""
        economy, its = firm
        assert pool(economy, its, ONE[TAX]) == pytest.approx((-5.4, 2.0), rel=1e-5)
        assert precision_of_field(1.0, 0.5, 2.0) == pytest.approx(0.25)
        # Of a low grade half of it: a quarter of the variance, half of the shift.
        assert pool(economy, its, FieldsShared(0.5, 0.0, 0.0, 0.0)) == pytest.approx((-5.2, 3.0), rel=1e-5)

    def test_precisions_of_several_add_up(self, firm) -> None:
        """Of tax, told one half: 1/4 x 1; of the bureau, told a quarter: 1/4 x 1/3."""
        economy, its = firm
        both = pool(economy, its, FieldsShared(1.0, 0.0, 0.0, 1.0))
        assert 1.0 / both.variance == pytest.approx(0.25 + 0.25 + 0.25 / 3.0)
        alone = [pool(economy, its, ONE[field]) for field in (TAX, CREDIT_BUREAU)]
        pulls = sum((each.mean + 5.0) / each.variance for each in alone)
        assert both.mean == pytest.approx(-5.0 + pulls * both.variance)

    def test_each_can_be_had_alone_and_tells(self, firm) -> None:
        economy, its = firm
        variances = [pool(economy, its, one).variance for one in ONE]
        assert variances == pytest.approx([2.0, 3.2, 3.6, 3.0], rel=1e-9)

    def test_no_field_makes_the_view_noisier(self, firm) -> None:
        """Of every set of fields one more narrows the pool, and uncovers as much or more."""
        economy, its = firm
        its.set(honesty=0.2)
        for held in itertools.product((0.0, 1.0), repeat=4):
            for field in range(4):
                more = tuple(1.0 if place == field else shared for place, shared in enumerate(held))
                if more == held:
                    continue
                narrow, wide = (pool(economy, its, FieldsShared(*fields)) for fields in (more, held))
                assert narrow.variance < wide.variance
                assert left_concealed(economy, its.row, FieldsShared(*more)) <= left_concealed(
                    economy, its.row, FieldsShared(*held)
                )


@given(SHARED, SHARED, st.floats(0.1, 5.0), st.tuples(*[st.floats(0.001, 0.95)] * 4))
def test_more_of_a_field_is_never_less_precise(one: tuple, other: tuple, spread: float, told: tuple) -> None:
    """Whatever part of a field is shared and however much it tells."""
    for low, high, part in zip(map(min, one, other), map(max, one, other), told, strict=True):
        assert 0.0 <= precision_of_field(low, part, spread) <= precision_of_field(high, part, spread)


class TestConcealment:
    def test_each_uncovers_its_part(self, firm) -> None:
        economy, its = firm
        left = [left_concealed(economy, its.row, fields) for fields in (ONE[TAX], ONE[ELECTRICITY], ONE[CREDIT_BUREAU])]
        assert left == pytest.approx([0.7, 0.9, 0.6])
        assert left_concealed(economy, its.row, FieldsShared(1.0, 0.0, 0.0, 1.0)) == pytest.approx(0.42)

    @pytest.mark.parametrize(("employees", "left"), [(0.0, 1.0), (20.0, 0.9), (40.0, 0.8), (90.0, 0.8)])
    def test_staff_checks_sales_as_far_as_there_is_staff(self, firm, employees: float, left: float) -> None:
        """At 5,000 yuan a month 40 workers cost a fifth of sales of 12 million: a full check, half of them half."""
        economy, its = firm
        its.set(employees=employees, wage=5_000.0)
        assert left_concealed(economy, its.row, ONE[SOCIAL_SECURITY]) == pytest.approx(left)


class TestProgrammes:
    def test_a_field_shared_twice_tells_no_more(self) -> None:
        """Tax in a programme that reads only graded firms and in one that reads all."""
        store = Store(PROGRAMMES, 2)
        store.allocate(2)
        programme = store.blocks
        programme.tag[FIELDS, 0], programme.real[SHARED_BY_TAX, 0] = 0b0001, 1.0
        programme.tag[FIELDS, 1] = 0b1001
        assert fields_shared(0b00, 4, programme) == NO_FIELDS
        assert fields_shared(0b01, 2, programme) == FieldsShared(0.5, 0.0, 0.0, 0.0)
        assert fields_shared(0b11, 2, programme) == FieldsShared(1.0, 0.0, 0.0, 1.0)

    def test_checks_read_online_and_sales_shown(self, firm) -> None:
        economy, _ = firm
        numbers = economy.numbers.record_fields
        assert [left_to_check(one, numbers) for one in ONE] == pytest.approx([0.8, 0.9, 0.95, 0.5])
        assert left_to_check(ALL, numbers) == pytest.approx(0.8 * 0.9 * 0.95 * 0.5)
        assert sales_left_hidden(ONE[CREDIT_BUREAU], numbers) == 1.0

    def test_terms_of_a_loan_hold_the_fields_and_what_they_spare(self, small_market) -> None:
        """A policy that shares two fields, with checks a tenth cheaper of itself; the tax field needs no grade."""
        text = (
            '[[policy]]\nkind = "information_sharing"\nname = "two"\n'
            'fields = ["tax", "credit_bureau"]\neffort_cost = 0.9\n'
        )
        market = small_market(text, **NUMBERS)
        economy = market.market.economy
        economy.known_keys[:] = -1
        terms = known_terms(economy, 1 << market.programme("two").row, 0)
        fields = (terms.tax, terms.social_security, terms.electricity, terms.credit_bureau)
        assert fields == (1.0, 0.0, 0.0, 1.0)
        assert terms.effort_cost == pytest.approx(0.9 * 0.8 * 0.5, rel=1e-6)
        assert (terms.precision, terms.concealment) == (0.0, 1.0)
