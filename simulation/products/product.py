"""What every loan product states; a new one is a file of this package with a subclass."""

from __future__ import annotations

from typing import ClassVar

from simulation.registry import Registered
from simulation.structure import PRODUCTS


class Product(Registered):
    """A loan product: its place among the codes of the loan book and its terms in words."""

    #: Terms by heading: eligibility, size, tenor, repayment, security, learns; in both languages.
    terms: ClassVar[dict[str, dict[str, str]]]

    @classmethod
    def code(cls) -> int:
        """Code in the loan book's column `product`."""
        return PRODUCTS.index(cls.kind)


#: Headings that every product fills in.
HEADINGS = ("eligibility", "size", "tenor", "repayment", "security", "learns")
