"""Which policies act this month, in which order, and what each remembers.

A policy is known by its terms: two that state the same are one, whoever stated them. It opens in its first month,
idles while its trigger does not hold, and closes after its last month; loans made under it go on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from ..ground.errors import RunError, Sentence
from ..state.economy import Economy
from ..state.numbers import Change
from ..state.programme_columns import MOST_PROGRAMMES
from .instrument import Instrument


class Schedule:
    """The policies of one run. Immutable policies, what they remember beside them: copied and pickled with the run."""

    def __init__(self) -> None:
        #: Those in force this month, by the scenario.
        self.policies: tuple[Instrument, ...] = ()
        #: By terms: the policies that are open, and all that have ever been, in the order of opening.
        self.opened: dict[str, Instrument] = {}
        self.ever_open: dict[str, Instrument] = {}
        self.acting: list[Instrument] = []
        self.memories: dict[str, Any] = {}
        self.agreement_rows: dict[str, int] = {}
        self.agreement_names = {0: "none", 1: "private_guarantee"}
        self.programme_rows: dict[str, int] = {}
        self.programme_policies: dict[int, Instrument] = {}
        self._meeting: dict[str, list[Instrument]] = {}  # by hook: those acting that do anything in it
        self._ranks: tuple[tuple[Instrument, ...], dict[str, int]] = ((), {})

    def __deepcopy__(self, memo: dict[int, Any]) -> Schedule:
        import copy

        twin = Schedule()
        for name, value in vars(self).items():
            # Policies never change: a copy shares them. What they remember is its own.
            own = copy.deepcopy(value, memo) if name == "memories" else copy.copy(value)
            setattr(twin, name, own)
        return twin

    # When they act ------------------------------------------------------------------------------------------------

    def started(self, policy: Instrument, month: int) -> bool:
        """Whether the month lies within its dates; those that do nothing never start."""
        if policy.does_nothing:
            return False
        if month <= 0:
            return policy.acts_in_burn_in
        return policy.start <= month and (policy.end is None or month <= policy.end)

    def is_active(self, policy: Instrument, economy: Economy) -> bool:
        """Whether a policy acts this month, its trigger included."""
        return self.started(policy, economy.month) and (
            policy.trigger is None or policy.trigger.holds(economy.felt_gap)
        )

    def open_and_close(self, economy: Economy) -> None:
        """Call `open` and `close` of policies that begin or end this month, `idle` of those whose trigger is off."""
        scenario = economy.scenario
        self.policies = scenario.burn_in_policies if economy.month <= 0 else scenario.policies
        alive = {policy.terms: policy for policy in self.policies if self.started(policy, economy.month)}
        for terms in [terms for terms in self.opened if terms not in alive]:
            self.opened.pop(terms).close(economy)
        for terms, policy in alive.items():
            if terms not in self.opened:
                self.open(policy, economy)
        waiting = [terms for terms, policy in self.opened.items() if not self.is_active(policy, economy)]
        for terms in waiting:
            self.opened[terms].idle(economy)
        acting = [policy for terms, policy in alive.items() if terms not in waiting]
        if len(acting) != len(self.acting) or any(new is not old for new, old in zip(acting, self.acting, strict=True)):
            self.acting, self._meeting = acting, {}

    def open(self, policy: Instrument, economy: Economy) -> None:
        """A policy begins: from now on it is known by its terms."""
        self.opened[policy.terms] = policy
        self.ever_open.setdefault(policy.terms, policy)
        policy.open(economy)

    def call(self, hook: str, economy: Economy) -> None:
        """Call one hook of every policy that acts this month, in order of priority."""
        meeting = self._meeting.get(hook)
        if meeting is None:
            nothing = getattr(Instrument, hook)
            meeting = [policy for policy in self.acting if getattr(type(policy), hook) is not nothing]
            self._meeting[hook] = meeting
        for policy in meeting:
            economy.observer.policy_acts(economy, policy)
            getattr(policy, hook)(economy)
            economy.observer.policy_acted(economy, policy)

    def changes(self, economy: Economy) -> Iterator[Change]:
        """What the policies that act this month change in the numbers of the month."""
        for policy in self.acting:
            yield from policy.changes(economy)

    # What is known of them ----------------------------------------------------------------------------------------

    def memory(self, policy: Instrument) -> Any:
        """What a policy remembers: an object of its class's `Memory`, made when first asked for."""
        known_by = policy.kind if policy.shares_memory else policy.terms
        found = self.memories.get(known_by)
        if found is None:
            found = self.memories[known_by] = policy.Memory()
        return found

    def forget(self, policy: Instrument) -> None:
        """A policy starts anew: what it remembered is gone."""
        self.memories.pop(policy.terms, None)

    def bank_merged(self, economy: Economy, failed: int, acquirer: int) -> None:
        """A bank has been merged into another: policies that remember something by bank pass it on."""
        for policy in self.ever_open.values():
            policy.bank_merged(economy, failed, acquirer)

    def rank_of(self, policy: Instrument) -> int:
        """Place of a policy among those of its kind this month, by priority, then name."""
        if self._ranks[0] is not self.policies:
            of_kind = Counter[str]()
            ranks = {}
            for other in self.policies:
                if other.does_nothing:
                    continue
                ranks[other.terms] = of_kind[other.kind]
                of_kind[other.kind] += 1
            self._ranks = self.policies, ranks
        return self._ranks[1][policy.terms]

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

    def agreement_row(self, policy: Instrument) -> int | None:
        """Row of the agreement with these very terms, None before it is opened."""
        return self.agreement_rows.get(policy.terms)

    def adopt_agreement(self, policy: Instrument, row: int) -> None:
        """Remember which row holds a policy's terms."""
        self.agreement_rows[policy.terms] = row
        self.agreement_names[row] = policy.name
