"""What the answers to all studies of many runs have in common: the study itself, a document and a figure."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Study = TypeVar("Study")


class StudyResult(ABC, Generic[Study]):
    """What a study found: what its command shows, in Python.

    `study` holds all of it as plain records; the tables of each kind of study are its own properties. Money is yuan of
    the represented population, flows are per year, shares are of one.
    """

    def __init__(self, study: Study) -> None:
        self.study = study

    @abstractmethod
    def document(self) -> dict[str, Any]:
        """What the command says with `--json`."""

    @abstractmethod
    def plot(self, language: str = "en") -> Figure:
        """The figure that the command writes with `--out`; `language` is "en" or "zh"."""

    @abstractmethod
    def _said(self) -> str:
        """The study in a few words."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._said()})"
