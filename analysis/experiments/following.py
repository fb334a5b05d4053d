"""Which firm a reader wants to follow, and its story."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ...simulation.ground.errors import NoSuchFirmError, RequestError, Sentence, listed
from .files import write_table, write_text
from .limits import check_memory

if TYPE_CHECKING:
    import numpy as np

    from ...simulation import CreditMarket
    from ...simulation.observe.story.story import Story
    from ...simulation.scenario import Scenario

#: Words for a firm of a kind: the smallest key of a firm that defaulted, got a guaranteed or a supported loan, was
#: refused one, or defaulted on a loan whose loss several share, from month 1 on.
KINDS = ("default", "guaranteed", "refused", "supported", "shared")


def follow(scenario: Scenario, seed: int, wanted: int | str) -> Story:
    """The story of the firm with this key, or of the first of a kind (KINDS), in the run of one seed.

    Raises `RequestError` where there is no such firm.
    """
    from ...simulation import CreditMarket

    check_memory((scenario,), 1)
    key = wanted if isinstance(wanted, int) else first_of_kind(scenario, seed, wanted)
    with _naming_the_nearest(key):
        market = CreditMarket(scenario, seed=seed, tape=False, follow=key)
    market.run()
    with _naming_the_nearest(key):
        return market.story(key)


@contextmanager
def _naming_the_nearest(key: int) -> Iterator[None]:
    """Say of a key that no firm has that it was asked for with `--follow`, and which key is the nearest."""
    try:
        yield
    except NoSuchFirmError as error:
        problem = error.said.without_stop()
        raise RequestError(
            Sentence(
                "--follow {key}: {problem}; the nearest is {nearest}.",
                "--follow {key}：{problem}；最接近的是 {nearest}。",
                key=key,
                problem=problem,
                nearest=error.nearest,
            )
        ) from None


def first_of_kind(scenario: Scenario, seed: int, kind: str) -> int:
    """The smallest key of a firm of this kind in the run of one seed. Raises `RequestError` where there is none."""
    from ...simulation import CreditMarket

    keys_of = _KEYS[kind]
    market = CreditMarket(scenario, seed=seed, tape=False)
    found: list[int] = []
    while market.running:
        market.step()
        keys = keys_of(market)
        if len(keys):
            found.append(int(keys.min()))
    if not found:
        raise RequestError(
            Sentence(
                "--follow {kind}: there is no such firm in seed {seed} up to month {months}; allowed are a firm's key "
                "and {kinds}.",
                "--follow {kind}：种子 {seed} 至第 {months} 个月没有这样的企业；可用的有企业编号以及 {kinds}。",
                kind=kind,
                months=market.months,
                seed=seed,
                kinds=listed(KINDS),
            )
        )
    return min(found)


def write_story(folder: Path, story: Story, language: str) -> None:
    """Write the firm's monthly figures and the page with its story into an existing folder."""
    write_table(folder / "story.csv", story.rows)
    write_text(folder / "story.md", story.markdown(language))


def _defaulting(market: CreditMarket) -> np.ndarray:
    from ...simulation.state.loan_columns import KEY_BITS, NONPERFORMING, RECEIVABLES_SOLD

    book = market.economy.loans
    bad = (book.column("status") == NONPERFORMING) & (book.column("defaulted") == market.month)
    # Invoices sold without recourse default with their buyer, not with the firm.
    return book.column("id")[bad & (book.column("security") != RECEIVABLES_SOLD)] >> KEY_BITS


def _shared(market: CreditMarket) -> np.ndarray:
    """Firms that default on a loan of this run under a public agreement to share its loss."""
    from ...simulation.state.bank_columns import PRIVATE_GUARANTEE
    from ...simulation.state.loan_columns import KEY_BITS, NONPERFORMING

    book = market.economy.loans
    bad = (book.column("status") == NONPERFORMING) & (book.column("defaulted") == market.month)
    shared = (book.column("agreement") > PRIVATE_GUARANTEE) & (book.column("opened") >= 1)
    return book.column("id")[bad & shared] >> KEY_BITS


def _newly_guaranteed(market: CreditMarket) -> np.ndarray:
    return _borrowers(market, market.economy.loans.column("guarantor") >= 0)


def _newly_supported(market: CreditMarket) -> np.ndarray:
    return _borrowers(market, market.economy.loans.column("supported") > 0)


def _borrowers(market: CreditMarket, wanted: np.ndarray) -> np.ndarray:
    from ...simulation.state.loan_columns import KEY_BITS

    book = market.economy.loans
    new = (book.column("status") > 0) & (book.column("opened") == market.month)
    return book.column("id")[new & wanted] >> KEY_BITS


def _refused(market: CreditMarket) -> np.ndarray:
    firms, rows = market.economy.firms, market.economy.applicant_rows
    # A firm that was refused renewal and then got another loan was not refused one.
    refused = firms.column("refused_month")[rows] == market.month
    return firms.column("id")[rows][refused & (firms.column("last_loan")[rows] != market.month)]


_KEYS: dict[str, Callable[[CreditMarket], np.ndarray]] = {
    "default": _defaulting,
    "guaranteed": _newly_guaranteed,
    "refused": _refused,
    "supported": _newly_supported,
    "shared": _shared,
}
