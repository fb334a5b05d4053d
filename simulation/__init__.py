"""The simulation: columns, rules, agents, policies, the month and the market."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .market import CreditMarket

__all__ = ["CreditMarket"]


def __getattr__(name: str) -> Any:
    # Mesa and numba take a second to import: whoever wants only a unit or an error does not wait for them.
    if name == "CreditMarket":
        from .market import CreditMarket

        return CreditMarket
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
