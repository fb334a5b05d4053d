"""What of a sharing scheme goes on after its end."""

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.state.bank_columns import CAP_YEAR, COVERED_BALANCE, LIVE_COVERED, PAID_YEAR
from smecredit.simulation.state.structure import PARTIES


def test_policy_years_go_on_for_the_loans_made_under_a_scheme_that_has_ended() -> None:
    """A cap is a share a year of what is still covered: a year after month 1 it is read anew, and nothing is used."""
    market = CreditMarket(load("no_support", firms=2000, months=14), seed=1)
    while market.month < 12:
        market.step()
    row = next(row for row, name in market.economy.schedule.agreement_names.items() if name == "national_scheme")
    agreement, fund = market.economy.agreement, PARTIES.index("national_fund")
    assert not any(policy.kind == "risk_sharing" for policy in market.economy.schedule.policies)
    assert agreement.real[CAP_YEAR + fund, row] > 0.0
    covered, paid = int(agreement.whole[LIVE_COVERED, row]), int(agreement.whole[PAID_YEAR + fund, row])
    assert 0 < covered < agreement.whole[COVERED_BALANCE, row]
    market.step()
    assert agreement.whole[COVERED_BALANCE, row] == covered
    assert agreement.whole[PAID_YEAR + fund, row] < paid
