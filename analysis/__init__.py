"""Compare policies, draw and report what they change. `compare` is the place to start."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .presentation.comparison import Comparison, compare

__all__ = ["Comparison", "compare"]


def __getattr__(name: str) -> Any:
    # Imported when asked for, so that the command line starts at once.
    if name in __all__:
        from .presentation import comparison

        return getattr(comparison, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
