"""What every loan product states; a new one is a file, wherever it lies, with a subclass of `Product`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from ..ground.columns import Store
from ..ground.errors import RequestError, Sentence, suggestion
from ..ground.registry import Registered, Stated, kinds_in
from ..state.economy import Economy
from ..state.menu_columns import AT_WILL, BULLET_OR_INSTALMENTS, INSTALMENTS, MENU, MENU_PRODUCT, MOST_OFFERS
from ..state.structure import LABELS, PRODUCTS, REVOLVING_LINE

#: Headings that every product fills in.
HEADINGS = ("eligibility", "size", "tenor", "repayment", "security", "loss", "price", "learns")

#: One way to lend: values of columns of the menu by name, the rest as declared.
Offer = Mapping[str, float]


class Product(Registered):
    """A loan product: its code, its terms in words, its rows of the menu, and what it does besides being repaid.

    Declaring a subclass with a `kind` gives it the next free code, by which loans, tables and indicators know it.
    """

    #: Terms by heading (HEADINGS), in both languages.
    terms: ClassVar[dict[str, dict[str, str]]]
    #: Numbers of the scenario by path, as `--set` takes them, with which it is lent within a year to some of two
    #: thousand firms.
    example: ClassVar[Stated]

    @classmethod
    def __pydantic_init_subclass__(cls, **keywords: Any) -> None:
        super().__pydantic_init_subclass__(**keywords)
        if "kind" in vars(cls):
            PRODUCTS.join(cls.kind)
            LABELS.setdefault(cls.kind, cls.label)

    @classmethod
    def code(cls) -> int:
        """Code in the loan book's column `product`."""
        return PRODUCTS.index(cls.kind)

    @classmethod
    def offers(cls, economy: Economy) -> Iterator[Offer]:
        """The ways in which banks lend it.

        Asked again whenever a group of `economy.numbers` that it has read here, outside kernels, is another.
        """
        raise NotImplementedError(cls.kind)

    @classmethod
    def live_month(cls, economy: Economy) -> None:
        """Called every month before loans mature and fall due: what happens to its loans besides."""


def product_kinds() -> dict[str, type[Product]]:
    """Class of every loan product, by kind."""
    return kinds_in(__package__, Product)


def products_by_code() -> list[type[Product]]:
    """Class of every loan product, in the order of their codes."""
    return sorted(product_kinds().values(), key=lambda product: product.code())


def product_months() -> list[Callable[[Economy], None]]:
    """`live_month` of every loan product that has one of its own, in the order of their codes."""
    idle = Product.live_month.__func__  # type: ignore[attr-defined]
    return [
        product.live_month
        for product in products_by_code()
        if product.live_month.__func__ is not idle  # type: ignore[attr-defined]
    ]


def write_menu(economy: Economy) -> Store:
    """The menu of every product, by code and then in each product's own order.

    Raises RequestError for a product that offers what the menu has no column for.
    """
    menu = Store(MENU, MOST_OFFERS)
    for product in products_by_code():
        for offer in product.offers(economy):
            row = int(menu.allocate(1)[0])
            menu.blocks.tag[MENU_PRODUCT, row] = product.code()
            for name, value in offer.items():
                _check(product, name, value)
                menu.column(name)[row] = value
    return menu


def _check(product: type[Product], name: str, value: float) -> None:
    """Raise RequestError for what the menu has no column for, and for a second line: a firm has room for one."""
    if name not in MENU.columns:
        problem = Sentence(
            "offers {name}, which is no column of the menu; {hint}",
            "写有 {name}，它不是产品目录的一列；{hint}",
            name=name,
            hint=suggestion(name, MENU.columns),
        )
    elif name == "repaid" and value == AT_WILL and product.code() != REVOLVING_LINE:
        problem = Sentence(
            "is repaid at will, as only the revolving line is; repaid must be {bullet} or {parts}.",
            "为随借随还，而仅循环额度可如此；repaid 须为 {bullet} 或 {parts}。",
            bullet=BULLET_OR_INSTALMENTS,
            parts=INSTALMENTS,
        )
    else:
        return
    raise RequestError(
        Sentence("product {kind} {problem}", "产品 {kind} {problem}", kind=product.kind, problem=problem)
    )
