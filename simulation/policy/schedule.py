"""Which policies act this month, in which order, and what each remembers.

A policy is known by its terms: two that state the same are one, whoever stated them. It opens in the first month of
its dates in which its trigger holds, and is not there before; from then on it idles while its trigger does not hold,
acts again when it does, and closes after its last month; loans made under it go on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from ..ground.errors import RunError, Sentence
from ..state.economy import Economy
from ..state.numbers import Change
from ..state.programme_columns import MOST_PROGRAMMES
from .instrument import HOOKS, Instrument, Meets


class Schedule:
    """The policies of one run. Immutable policies, what they remember beside them: copied and pickled with the run."""

    def __init__(self) -> None:
        #: Those in force this month, by the scenario.
        self.policies: tuple[Instrument, ...] = ()
        self.memories: dict[str, Any] = {}
        self.agreement_rows: dict[str, int] = {}
        self.agreement_names = {0: "none", 1: "private_guarantee"}
        self.programme_rows: dict[str, int] = {}
        self.programme_policies: dict[int, Instrument] = {}
        # By terms: those that are open, and all that have ever been, in the order of opening; and in which month.
        self._open: dict[str, Instrument] = {}
        self._ever_open: dict[str, Instrument] = {}
        self._opened_in: dict[str, int] = {}
        # Those that begin, end, act and wait for their trigger this month.
        self._opening: tuple[Instrument, ...] = ()
        self._closing: tuple[Instrument, ...] = ()
        self._acting: tuple[Instrument, ...] = ()
        self._idle: tuple[Instrument, ...] = ()
        # By hook: those it meets that do anything in it, found anew when any of the above are others.
        self._meeting: dict[str, list[Instrument]] = {}
        self._ranks: dict[str, int] | None = None

    def __deepcopy__(self, memo: dict[int, Any]) -> Schedule:
        import copy

        twin = Schedule()
        for name, value in vars(self).items():
            # Policies never change: a copy shares them. What they remember is its own.
            own = copy.deepcopy(value, memo) if name == "memories" else copy.copy(value)
            setattr(twin, name, own)
        return twin

    # When they act ------------------------------------------------------------------------------------------------

    def open_and_close(self, economy: Economy, there_before: Collection[str] = ()) -> None:
        """Policies end, begin, wait or act this month, by their dates and triggers; those that do are told.

        Those with the terms `there_before` opened before the run began: they wait where their trigger does not hold.
        """
        scenario, month = economy.scenario, economy.month
        self.policies = scenario.burn_in_policies if month <= 0 else scenario.policies
        dated = {policy.terms: policy for policy in self.policies if _within_dates(policy, month)}
        triggered = {
            terms: policy
            for terms, policy in dated.items()
            if policy.trigger is None or policy.trigger.holds(economy.felt_gap)
        }
        acting = tuple(triggered.values())
        closing = tuple(self._open.pop(terms) for terms in [*self._open] if terms not in dated)
        if closing or self._closing or acting != self._acting:
            self._meeting, self._ranks = {}, None
        self._acting, self._closing = acting, closing
        self.call("close", economy)
        begun = {terms: policy for terms, policy in dated.items() if terms in triggered or terms in there_before}
        new = {terms: policy for terms, policy in begun.items() if terms not in self._open}
        self._open |= new
        self._ever_open = {**self._ever_open, **new}
        self._opened_in = {**dict.fromkeys(new, month), **self._opened_in}
        opening = tuple(new.values())
        idle = tuple(policy for terms, policy in self._open.items() if terms not in triggered)
        if opening or self._opening or idle != self._idle:
            self._meeting, self._ranks = {}, None
        self._opening, self._idle = opening, idle
        self.call("open", economy)
        self.call("idle", economy)

    def among(self, which: Meets) -> Sequence[Instrument]:
        """Policies by what they do this month; in order of priority those that act, of opening those that are open."""
        if which == "open":
            return tuple(self._open.values())
        if which == "ever_open":
            return tuple(self._ever_open.values())
        sets = {"opening": self._opening, "closing": self._closing, "acting": self._acting, "idle": self._idle}
        return sets[which]

    def call(self, hook: str, economy: Economy, *more: Any) -> None:
        """Call one hook of every policy that it meets and that does anything in it."""
        for policy in self._met_by(hook):
            economy.observer.policy_acts(economy, policy)
            getattr(policy, hook)(economy, *more)
            economy.observer.policy_acted(economy, policy)

    def meet(self, hook: str) -> bool:
        """Whether any policy that the hook meets this month does anything in it."""
        return bool(self._met_by(hook))

    def changes(self, economy: Economy) -> Iterator[Change]:
        """What the policies that act this month change in the numbers of the month."""
        for policy in self._met_by("changes"):
            yield from policy.changes(economy)

    def _met_by(self, hook: str) -> Sequence[Instrument]:
        meeting = self._meeting.get(hook)
        if meeting is None:
            nothing = getattr(Instrument, hook)
            meeting = [policy for policy in self.among(HOOKS[hook]) if getattr(type(policy), hook) is not nothing]
            self._meeting[hook] = meeting
        return meeting

    # What is known of them ----------------------------------------------------------------------------------------

    def memory(self, policy: Instrument) -> Any:
        """What a policy remembers: an object of its class's `Memory`, made when first asked for."""
        found = self.memories.get(policy.terms)
        if found is None:
            found = self.memories[policy.terms] = policy.Memory()
        return found

    def forget(self, policy: Instrument) -> None:
        """A policy starts anew: what it remembered is gone."""
        self.memories.pop(policy.terms, None)

    def first_month(self, policy: Instrument) -> int:
        """Month from which a policy's years are counted: in which it opened, or its start where it was there before."""
        return max(policy.start, self._opened_in[policy.terms])

    def rank_of(self, policy: Instrument) -> int:
        """Place of a policy among those of its kind that act this month, by priority, then name."""
        if self._ranks is None:
            of_kind = Counter[str]()
            self._ranks = {}
            for other in self._acting:
                self._ranks[other.terms] = of_kind[other.kind]
                of_kind[other.kind] += 1
        return self._ranks[policy.terms]

    def programme_row(self, policy: Instrument, economy: Economy) -> int:
        """Row of the programme with these very terms, made the first time. Raises RunError when there are too many."""
        terms = policy.terms
        if terms not in self.programme_rows:
            if economy.programmes.rows == MOST_PROGRAMMES:
                raise RunError(
                    Sentence(
                        "{policy}: more than {most} policies that change the terms of loans.",
                        "{policy}：改变贷款条件的政策超过 {most} 项。",
                        policy=policy.name,
                        most=MOST_PROGRAMMES,
                    )
                )
            row = self.programme_rows[terms] = int(economy.programmes.allocate(1)[0])
            self.programme_policies[row] = policy
        return self.programme_rows[terms]

    def agreement_row(self, policy: Instrument, place: int = 0) -> int | None:
        """Row of the agreement with these very terms, None before it is opened; `place` is that of the loan's size."""
        return self.agreement_rows.get(_terms_at(policy, place))

    def adopt_agreement(self, policy: Instrument, row: int, place: int = 0) -> None:
        """Remember which row holds a policy's terms for loans of the size in this place."""
        self.agreement_rows[_terms_at(policy, place)] = row
        self.agreement_names[row] = policy.name


def _terms_at(policy: Instrument, place: int) -> str:
    return policy.terms if place == 0 else f"{policy.terms} {place}"


def _within_dates(policy: Instrument, month: int) -> bool:
    """Whether the month lies within a policy's dates; those that do nothing are never there."""
    if policy.does_nothing:
        return False
    if month <= 0:
        return policy.acts_in_burn_in
    return policy.start <= month and (policy.end is None or month <= policy.end)
