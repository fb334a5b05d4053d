"""What every loan product states; a new one is a file of this package with a subclass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from ..ground.columns import Store
from ..ground.registry import Registered, kinds_in
from ..state.economy import Economy
from ..state.menu_columns import MENU, MENU_PRODUCT, MOST_OFFERS
from ..state.structure import PRODUCTS

#: Headings that every product fills in.
HEADINGS = ("eligibility", "size", "tenor", "repayment", "security", "loss", "price", "learns")


class Product(Registered):
    """A loan product: its place among the codes of the loan book, its terms in words, and its rows of the menu."""

    #: Terms by heading (HEADINGS), in both languages.
    terms: ClassVar[dict[str, dict[str, str]]]

    @classmethod
    def code(cls) -> int:
        """Code in the loan book's column `product`."""
        return PRODUCTS.index(cls.kind)

    @classmethod
    def offers(cls, economy: Economy) -> Iterator[Mapping[str, Any]]:
        """The ways in which banks lend it: for each, values of columns of the menu by name, the rest as declared."""
        raise NotImplementedError(cls.kind)


def product_kinds() -> dict[str, type[Product]]:
    """Class of every loan product, by kind."""
    return kinds_in(__package__, Product)


def write_menu(economy: Economy) -> Store:
    """The menu of every product, by code and then in each product's own order."""
    menu = Store(MENU, MOST_OFFERS)
    products = sorted(product_kinds().values(), key=lambda product: product.code())
    for product in products:
        for offer in product.offers(economy):
            row = int(menu.allocate(1)[0])
            menu.blocks.tag[MENU_PRODUCT, row] = product.code()
            for name, value in offer.items():
                menu.column(name)[row] = value
    return menu
