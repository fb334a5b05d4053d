"""Tables that follow from the numbers of the month, made anew whenever those are others.

Which numbers a table follows from is noted while it is made: so whatever a product, of the package or a user's own,
reads to state its offers counts without being listed.
"""

from __future__ import annotations

import numpy as np

from ..behaviour.banking.bank_balance import own_targets
from ..behaviour.banking.funding import price_new_funds
from ..behaviour.guarantee.institution_month import GUARANTOR_SECTOR
from ..behaviour.lending.known_terms import make_room_for_terms
from ..behaviour.trade.cash_flow import sector_table
from ..products.product import product_months, write_menu
from ..state import bank_columns as bc
from ..state.economy import Economy
from ..state.offer_columns import MOST_LOOKS, WEIGHED
from ..state.structure import PRODUCTS


def derive_tables(economy: Economy) -> None:
    """Make every table of the numbers as they stand, unless all that they were made of stands as it did."""
    now = economy.numbers
    made_of = vars(economy).get("tables_made_of")
    if made_of and all(getattr(now, key) is group for key, group in made_of.items()):
        return
    with now.noting_reads() as read:
        _make_tables(economy)
    economy.tables_made_of = read


def _make_tables(economy: Economy) -> None:
    now = economy.numbers
    population, flow, simple = now.population, now.cash_flow, now.simple_loan
    economy.sector_mix, economy.region_mix = np.cumsum(population.sector_mix), np.cumsum(population.region_mix)
    economy.sector_table = sector_table(flow, now.stated["cash_flow"], now.stated["population"].turnover)
    economy.tenors, economy.tenor_mix = simple.tenors, np.cumsum(simple.tenor_mix)
    pricing, letter, warehouse = now.loan_pricing, now.domestic_letter_of_credit, now.warehouse_finance
    economy.lgd_by_security = np.array(
        [
            pricing.lgd_unsecured,
            pricing.lgd_pledged,
            pricing.lgd_guaranteed,
            pricing.lgd_guaranteed,
            now.factoring.expected_loss_pledged,
            1.0 - now.factoring.buyer_dividend,
            warehouse.expected_loss,
            letter.loss_given_default,
        ]
    )
    economy.ways_to_lend = menu = write_menu(economy)
    economy.product_months = product_months()
    economy.weighed = np.zeros((MOST_LOOKS, menu.rows, WEIGHED))
    make_room_for_terms(economy)
    learned = np.ones((3, len(PRODUCTS)))
    for kind, column in enumerate(("learned", "add_on", "processing")):
        learned[kind, menu.column("product")] = menu.column(column)
    economy.learned = learned
    derive_terms_of_lenders(economy)


def derive_terms_of_banks(economy: Economy) -> None:
    """What banks pay, charge, see and steer to, by their types, where their table is there."""
    if "banks" not in vars(economy):
        return
    banking, kinds = economy.numbers.banking, economy.banks.column("type")
    for column in ("operating_cost", "markup", "noise"):
        economy.banks.column(column)[:] = getattr(banking, column)[kinds]
    own_targets(economy)
    price_new_funds(economy)


def derive_terms_of_lenders(economy: Economy) -> None:
    """What banks pay, charge, see and steer to, and what guarantors see and ask, where these tables are there."""
    guarantor = economy.numbers.guarantors
    derive_terms_of_banks(economy)
    if "institutions" in vars(economy):
        tag, real = economy.institution.tag, economy.institution.real
        guarantors = tag[bc.INSTITUTION_SECTOR] == GUARANTOR_SECTOR
        real[bc.GUARANTOR_NOISE, guarantors] = guarantor.noise
        public, commercial = guarantors & (tag[bc.PUBLIC] == 1), guarantors & (tag[bc.PUBLIC] == 0)
        real[bc.LEVERAGE_CAP, public] = guarantor.public_leverage_cap
        real[bc.GUARANTEE_FEE_RATE, public] = guarantor.public_fee
        real[bc.LEVERAGE_CAP, commercial] = guarantor.leverage_cap
        real[bc.GUARANTEE_FEE_RATE, commercial] = guarantor.commercial_fee
