"""Terms of loss sharing by size of the loan: which row a loan comes under, what it pays, who bears its loss."""

import re
from typing import Any

import numpy as np
import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.ground.errors import RequestError
from smecredit.simulation.policy.risk_sharing import RiskSharing
from smecredit.simulation.policy.size_terms import SizeTerms, with_cover
from smecredit.simulation.state.bank_columns import MOST_AGREEMENTS
from smecredit.simulation.state.structure import PARTIES

#: A guarantor is at hand for all, and its price decides whether it is asked.
WIDE = {"guarantors.reach": 1.0, "guarantors.asked_anyway": 1.0}
SHARES = {"guarantor": 0.4, "provincial_reguarantor": 0.3, "bank": 0.2, "local_government": 0.1}
TABLE = """
remove = ["national_scheme"]
[[policy]]
kind = "risk_sharing"
name = "by_size"
consent = false
residual = "guarantor"
fee_annual = 0.012
share = { guarantor = 0.6, local_government = 0.2, bank = 0.2 }
terms_by_size = [
    { up_to_yuan = 300_000, cover = 1.0, fee_annual = 0.005 },
    { up_to_yuan = 1_500_000, cover = 0.7 },
    { cover = 0.4, fee_annual = 0.02 },
]
"""
YUAN = 100


class TestCover:
    @staticmethod
    def points(**shares: int) -> dict[str, int]:
        return dict.fromkeys(PARTIES, 0) | shares

    def test_partners_bear_it_in_their_proportions(self) -> None:
        """4 : 3 : 1 of 80% of the loss become 4 : 3 : 1 of 40%."""
        whole = self.points(bank=2000, guarantor=4000, provincial_reguarantor=3000, local_government=1000)
        half = with_cover(whole, 0.4)
        assert half == self.points(bank=6000, guarantor=2000, provincial_reguarantor=1500, local_government=500)
        assert with_cover(whole, None) == whole and with_cover(whole, 0.8) == whole
        assert with_cover(whole, 0.0)["bank"] == 10_000 and with_cover(whole, 1.0)["bank"] == 0

    def test_what_rounding_leaves_is_the_largest_partners(self) -> None:
        """A third of 1,000 basis points each: 333, 333, and 334 for the largest."""
        shares = with_cover(self.points(bank=0, guarantor=3334, insurer=3333, local_fund=3333), 0.1)
        assert (shares["guarantor"], shares["insurer"], shares["local_fund"]) == (334, 333, 333)
        assert sum(shares.values()) == 10_000


@pytest.fixture(scope="module")
def market(market_with: Any) -> CreditMarket:
    return market_with(TABLE, firms=2_500, months=24, **WIDE)


def test_each_loan_has_the_terms_of_its_size(market: CreditMarket) -> None:
    economy = market.economy
    rows = [row for row, name in economy.schedule.agreement_names.items() if name == "by_size"]
    assert len(rows) == 3
    tape = market.loans
    taken = tape[(tape["agreement"] == "by_size") & (tape["guarantor"].notna())]
    sizes = np.digitize(taken["amount_fen"], [300_000 * YUAN + 1, 1_500_000 * YUAN + 1])
    assert len(set(sizes)) == 3
    fee = np.array([0.005, 0.012, 0.02])[sizes]
    assert taken["guarantee_fee_rate"].to_numpy() == pytest.approx(fee, rel=1e-6)
    # Every row keeps its own covered balance.
    assert all(economy.agreements.column("covered_balance")[row] > 0 for row in rows)


def test_losses_are_shared_by_size(market: CreditMarket) -> None:
    losses = market.losses[market.losses["agreement"] == "by_size"]
    amounts = market.loans.set_index("loan")["amount_fen"].reindex(losses["loan"]).to_numpy()
    checked = 0
    for cover, low, high in ((1.0, 0, 300_000), (0.7, 300_000, 1_500_000), (0.4, 1_500_000, 1e12)):
        here = losses[(amounts > low * YUAN) & (amounts <= high * YUAN)]
        here = here[here["paid_bank_fen"] + here["paid_guarantor_fen"] > 0]
        if len(here):
            government = here["paid_local_government_fen"].sum() / here["loss_fen"].sum()
            assert government == pytest.approx(cover / 4.0, abs=1e-4)
            checked += 1
    assert checked >= 2


def test_a_table_that_says_nothing_new_changes_no_bit(fingerprints: Any) -> None:
    stated = {"economy.burn_in": 3, "opening.settled": False}
    plain = CreditMarket(load("anhui_4321", firms=300, months=8, set=stated)).run()
    table = {"policy.anhui_4321.terms_by_size": [{"cover": 0.8}]}
    same = CreditMarket(load("anhui_4321", firms=300, months=8, set={**stated, **table})).run()
    assert fingerprints.differences(plain, same) == []


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"terms_by_size": [{"cover": 0.5}, {"up_to_yuan": 1e6}]}, "terms_by_size out of order; up_to_yuan must rise"),
        ({"terms_by_size": [{"up_to_yuan": 2e6}, {"up_to_yuan": 1e6}]}, "terms_by_size out of order"),
        ({"terms_by_size": [{"up_to_yuan": float(k)} for k in range(1, 10)]}, "has 9 rows of terms_by_size; at most 8"),
        ({"terms_by_size": [{"cover": 0.5}], "quota_yuan": 1e9}, "has terms_by_size and quota_yuan"),
        ({"terms_by_size": [{"cover": 0.5}], "share": {"bank": 1.0}}, "share names no partner of the bank"),
        ({"terms_by_size": [{"fee_annual": 0.01}], "share": {"bank": 0.5, "insurer": 0.5}}, "no guarantor bears"),
        ({"terms_by_size": [{"cover": 1.5}]}, r"terms_by_size.*cover"),
    ],
)  # fmt: skip
def test_bad_tables_are_refused(terms: dict[str, Any], said: str) -> None:
    with pytest.raises(RequestError, match=said) as refusal:
        RiskSharing.read({"share": SHARES, **terms}, "policy.x")
    assert len(re.findall(r"[.;] ", str(refusal.value))) <= 3


def test_a_table_takes_a_row_of_agreements_for_each_size(market_with: Any) -> None:
    policy = RiskSharing.read({"share": SHARES, "terms_by_size": [{"up_to_yuan": 1e6, "cover": 0.5}]})
    assert policy.rows_it_takes == 2 and [row.up_to_yuan for row in policy.sizes()] == [1e6, None]
    assert policy.sizes()[1] == SizeTerms()
    many = "".join(
        f'[[policy]]\nkind = "risk_sharing"\nname = "p{k}"\npriority = {k}\nshare = {{ guarantor = 0.5, bank = 0.5 }}\n'
        "terms_by_size = [{ up_to_yuan = 1_000_000, cover = 0.4 }]\n"
        for k in range(MOST_AGREEMENTS // 2 + 1)
    )
    with pytest.raises(RequestError, match="that share losses"):
        market_with(many, run=False)


def test_a_smallest_loan_holds_for_what_is_lent(market_with: Any) -> None:
    """Of a scheme for loans of half a million and more no smaller loan is made, cut ones included."""
    text = TABLE.split("terms_by_size")[0].replace("consent", "eligible = { min_loan_yuan = 500_000 }\nconsent")
    tape = market_with(text, months=12, **WIDE).loans
    taken = tape[tape["agreement"] == "by_size"]
    assert len(taken) > 5 and taken["amount_fen"].min() >= 500_000 * YUAN


def test_bounds_of_the_loan_out_of_order_are_refused() -> None:
    with pytest.raises(
        RequestError, match=r"has max_loan_yuan = 1000000\.0; it must be at least min_loan_yuan, 2000000"
    ):
        RiskSharing.read({"share": SHARES, "eligible": {"min_loan_yuan": 2e6, "max_loan_yuan": 1e6}})
