"""What every policy instrument has: when it acts, on whom, at what cost, and where it meets the month."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import cached_property
from types import SimpleNamespace
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import Field, model_validator

from ..ground.complaints import complaint
from ..ground.errors import Sentence
from ..ground.given import written
from ..ground.parameters import StrictModel, one_of, parameter
from ..ground.registry import Registered, Stated, kinds_in
from ..state.economy import Economy
from ..state.numbers import Change, Setting
from ..state.structure import BANK_TYPES, PRODUCTS, REGIONS, RUNGS, SECTORS, SIZES, TAX_GRADES

#: Largest sum of money a scenario may state, in yuan: several times the yearly output of the economy,
#: and small enough for whole fen in 64 bits.
LARGEST_YUAN = 1e15

#: Shares of money are whole numbers of these.
BASIS_POINTS = 10_000

#: Sizes that SME policy can reach: a firm that outgrows them is outside it.
ELIGIBLE_SIZES = SIZES[:3]

#: All names of each dimension of eligibility, in the order of their codes.
ELIGIBILITY_LISTS = {
    "size": SIZES, "sector": SECTORS, "region": REGIONS, "ladder": RUNGS, "product": PRODUCTS,
    "tax_grade": TAX_GRADES, "bank_type": BANK_TYPES,
}  # fmt: skip

NonEmpty = Field(min_length=1)


def whole_basis_points(share: float) -> float:
    """The share, if it is a whole number of basis points: what is paid on it is worked out in these."""
    if abs(share * BASIS_POINTS - round(share * BASIS_POINTS)) > 1e-9:
        raise complaint(
            Sentence(
                "is {share}; it must be a whole number of basis points (0.0001).",
                "为 {share}；必须是整数个基点（0.0001）。",
                share=written(share),
            )
        )
    return share


class Eligibility(StrictModel):
    """Which enterprises and loans an instrument reaches; every condition must hold."""

    size: Annotated[tuple[Annotated[str, one_of(ELIGIBLE_SIZES)], ...], NonEmpty] = parameter(
        ELIGIBLE_SIZES, unit="names", meaning="Size classes", zh="企业规模"
    )
    sector: Annotated[tuple[Annotated[str, one_of(SECTORS)], ...], NonEmpty] = parameter(
        SECTORS, unit="names", meaning="Sectors", zh="行业"
    )
    region: Annotated[tuple[Annotated[str, one_of(REGIONS)], ...], NonEmpty] = parameter(
        REGIONS, unit="names", meaning="Regions", zh="地区"
    )
    ladder: Annotated[tuple[Annotated[str, one_of(RUNGS)], ...], NonEmpty] = parameter(
        RUNGS, unit="names", meaning="Rungs of the innovation ladder", zh="创新梯度培育层级"
    )
    product: Annotated[tuple[Annotated[str, one_of(PRODUCTS)], ...], NonEmpty] | None = parameter(
        None, unit="names", meaning="Loan products; none: any", zh="贷款产品，空为不限"
    )
    min_age_months: int = parameter(0, unit="months", low=0, high=1200, meaning="Age at least", zh="成立月数下限")
    max_age_months: int | None = parameter(
        None, unit="months", low=0, high=1200, meaning="Age at most; none: any", zh="成立月数上限，空为不限"
    )
    first_loan: bool | None = parameter(
        None,
        unit="flag",
        meaning="Only firms never (true) or already (false) lent to",
        zh="仅限首贷户（是）或非首贷户（否）",
    )
    max_loan_yuan: float | None = parameter(
        None,
        unit="yuan",
        low=0.0,
        high=LARGEST_YUAN,
        meaning="Loan at most; none: any",
        zh="单笔贷款上限，空为不限",
    )
    min_loan_yuan: float | None = parameter(
        None,
        unit="yuan",
        low=0.0,
        high=LARGEST_YUAN,
        meaning="Loan at least; none: any",
        zh="单笔贷款下限，空为不限",
    )
    tax_grade: Annotated[tuple[Annotated[str, one_of(TAX_GRADES)], ...], NonEmpty] = parameter(
        TAX_GRADES, unit="names", meaning="Grades of the tax credit record", zh="纳税信用等级"
    )
    bank_type: Annotated[tuple[Annotated[str, one_of(BANK_TYPES)], ...], NonEmpty] = parameter(
        BANK_TYPES, unit="names", meaning="Types of the bank that lends", zh="放贷银行类型"
    )

    min_tenor_months: int = parameter(0, unit="months", low=0, high=1200, meaning="Tenor at least", zh="贷款期限下限")
    max_tenor_months: int | None = parameter(
        None, unit="months", low=0, high=1200, meaning="Tenor at most; none: any", zh="贷款期限上限，空为不限"
    )

    @model_validator(mode="after")
    def _bounds_in_order(self) -> Eligibility:
        for what in ("age", "tenor"):
            low, high = getattr(self, f"min_{what}_months"), getattr(self, f"max_{what}_months")
            if high is not None and high < low:
                raise complaint(
                    Sentence(
                        "has max_{what}_months below min_{what}_months, {low}.",
                        "的 max_{what}_months 小于 min_{what}_months（{low}）。",
                        what=what,
                        low=low,
                    )
                )
        if self.min_loan_yuan is not None and self.max_loan_yuan is not None:
            if self.max_loan_yuan < self.min_loan_yuan:
                raise complaint(
                    Sentence(
                        "has max_loan_yuan = {high}; it must be at least min_loan_yuan, {low}.",
                        "的 max_loan_yuan 为 {high}；须不小于 min_loan_yuan（{low}）。",
                        high=self.max_loan_yuan,
                        low=self.min_loan_yuan,
                    )
                )
        return self


class LoanEligibility(Eligibility):
    """The same, and what the bank that makes the loan thinks of it."""

    min_estimate: float = parameter(
        0.0,
        unit="probability of default a year",
        low=0.0,
        high=1.0,
        meaning="The bank's estimate of default before screening, at least",
        zh="银行审查前估计的违约概率下限",
    )
    max_estimate: float = parameter(
        1.0,
        unit="probability of default a year",
        low=0.0,
        high=1.0,
        meaning="The bank's estimate of default before screening, at most",
        zh="银行审查前估计的违约概率上限",
    )

    @model_validator(mode="after")
    def _estimates_in_order(self) -> LoanEligibility:
        if self.max_estimate < self.min_estimate:
            raise complaint(
                Sentence(
                    "has max_estimate = {high}; it must be at least min_estimate, {low}.",
                    "的 max_estimate 为 {high}；须不小于 min_estimate（{low}）。",
                    high=self.max_estimate,
                    low=self.min_estimate,
                )
            )
        return self


class Trigger(StrictModel):
    """State of the cycle in which an instrument acts; both conditions must hold where both are given."""

    output_gap_below: float | None = parameter(
        None,
        unit="fraction of trend",
        low=-1.0,
        high=1.0,
        meaning="Only below this output gap",
        zh="仅在产出缺口低于此值时",
    )
    output_gap_above: float | None = parameter(
        None,
        unit="fraction of trend",
        low=-1.0,
        high=1.0,
        meaning="Only above this output gap",
        zh="仅在产出缺口高于此值时",
    )

    @model_validator(mode="after")
    def _some_condition(self) -> Trigger:
        if self.output_gap_below is None and self.output_gap_above is None:
            raise complaint(
                Sentence(
                    "is empty; allowed: output_gap_below, output_gap_above.",
                    "为空；可用的有：output_gap_below、output_gap_above。",
                )
            )
        if self.output_gap_below is not None and self.output_gap_above is not None:
            if self.output_gap_below <= self.output_gap_above:
                raise complaint(
                    Sentence(
                        "never holds: output_gap_below = {below} must exceed output_gap_above = {above}.",
                        "永远不会成立：output_gap_below = {below} 必须大于 output_gap_above = {above}。",
                        below=self.output_gap_below,
                        above=self.output_gap_above,
                    )
                )
        return self

    def holds(self, output_gap: float) -> bool:
        """Whether the output gap, a fraction of trend output, meets the condition."""
        below = self.output_gap_below is None or output_gap < self.output_gap_below
        return below and (self.output_gap_above is None or output_gap > self.output_gap_above)

    def excludes(self, other: Trigger) -> bool:
        """Whether no output gap meets both conditions."""
        lowest = [each.output_gap_above for each in (self, other) if each.output_gap_above is not None]
        highest = [each.output_gap_below for each in (self, other) if each.output_gap_below is not None]
        return bool(lowest and highest) and max(lowest) >= min(highest)


#: Which policies a hook meets: those that begin or end this month, that wait for their trigger, that act, that are open
#: (they act or wait), and that have ever been open.
Meets = Literal["opening", "closing", "idle", "acting", "open", "ever_open"]

#: Whom each hook meets, by its name; the schedule calls it of those.
HOOKS: dict[str, Meets] = {}

Hook = TypeVar("Hook", bound=Callable[..., Any])


def meets(which: Meets) -> Callable[[Hook], Hook]:
    """Declare which policies a hook meets."""

    def declare(hook: Hook) -> Hook:
        HOOKS[hook.__name__] = which
        return hook

    return declare


class Instrument(Registered):
    """A policy. A new one is a file, wherever it lies, with a subclass: `kind`, `label`, `example`, `nulls`, its
    fields, its hooks.

    The hooks below are called by the month, each of the policies that it `meets`; each does nothing until an instrument
    says otherwise. Instruments
    are immutable: what one remembers during a run is a `Memory` that the schedule keeps for it. `example` states
    fields with which it changes something; every instrument that is known is tested with its own.
    """

    priority: int = parameter(
        100, unit="rank", low=0, high=10_000, meaning="Lower acts first; then by name", zh="优先级，小者先行"
    )
    start: int = parameter(1, unit="month", low=1, high=1200, meaning="First month it acts", zh="起始月")
    end: int | None = parameter(
        None,
        unit="month",
        low=1,
        high=1200,
        meaning="Last month it acts; none: to the end",
        zh="终止月，空为不限",
    )
    budget_yuan: float | None = parameter(
        None,
        unit="yuan of the population",
        low=0.0,
        high=LARGEST_YUAN,
        meaning="Public money it may spend in its whole life; none: no limit",
        zh="全周期财政预算，空为不限",
    )
    eligible: Eligibility = parameter(Eligibility(), unit="table", meaning="Whom it reaches", zh="适用对象")
    trigger: Trigger | None = parameter(
        None, unit="table", meaning="State of the cycle in which it acts; none: any", zh="触发条件，空为不限"
    )

    #: Whether it can be restricted to some firms or loans; where it cannot, stating `eligible` is refused.
    restrictable: ClassVar[bool] = True

    #: Whether it spends public money; where it does not, stating `budget_yuan` is refused.
    spends: ClassVar[bool] = True
    #: Whether nothing happens without money: then a budget of zero is a way to do nothing.
    needs_money: ClassVar[bool] = False
    #: Whether a scenario may have only one of the kind, because what it changes is the whole economy's.
    alone: ClassVar[bool] = False
    #: Field of which each value can have one of the kind at a time, because they would act on the same institution.
    alone_by: ClassVar[str | None] = None

    #: Fields that keep it, for a test, from changing anything beyond whom it reaches; None where nothing could.
    within_reach: ClassVar[Stated | None] = {}

    #: What a policy remembers from month to month, beside its immutable terms; see `Schedule.memory`.
    Memory: ClassVar[type] = SimpleNamespace

    @model_validator(mode="after")
    def _reaches_whom_it_can(self) -> Instrument:
        if not self.spends and self.budget_yuan is not None:
            raise complaint(
                Sentence(
                    "has budget_yuan; a {kind} spends no public money.",
                    "写有 budget_yuan；{kind} 不花费公共资金。",
                    kind=self.kind,
                )
            )
        if not self.restrictable and self.eligible != Eligibility():
            raise complaint(
                Sentence(
                    "has eligible; a {kind} holds for every loan and every firm.",
                    "写有 eligible；{kind} 对所有贷款和企业都适用。",
                    kind=self.kind,
                )
            )
        return self

    @model_validator(mode="after")
    def _ends_after_start(self) -> Instrument:
        if self.end is not None and self.end < self.start:
            raise complaint(
                Sentence(
                    "has end = {end} before start = {start}.",
                    "的 end = {end} 早于 start = {start}。",
                    end=self.end,
                    start=self.start,
                )
            )
        return self

    @cached_property
    def does_nothing(self) -> bool:
        """Whether a run is, to the bit, as if it were not there: it is never opened and no loan comes under it."""
        return super().does_nothing or (self.needs_money and self.budget_yuan == 0.0)

    @cached_property
    def terms(self) -> str:
        """Its terms as text: two with the same terms are one policy, whoever stated them, in whatever order."""
        return self.kind + json.dumps(self.acting_terms(), sort_keys=True)

    def acting_terms(self) -> dict[str, Any]:
        """Its fields as far as they make a difference, by name: numbers, text, lists and tables of them."""
        return self.model_dump(mode="json", exclude={"source"})

    @property
    def rows_it_takes(self) -> int:
        """Rows of the table of agreements or programmes that it needs, where it needs any."""
        return 1

    @property
    def stands_alone(self) -> bool:
        """Whether no other of its kind may stand beside it that stands alone too."""
        return self.alone

    @property
    def acts_in_burn_in(self) -> bool:
        """Whether, as a policy of the root of a scenario, it was there before month 1: no date says otherwise."""
        return self.start == 1 and self.end is None

    # The hooks, in the order of the month --------------------------------------------------------------------------

    @meets("closing")
    def close(self, economy: Economy) -> None:
        """Called once, after the last month it acts: wind up, return what is left."""

    @meets("opening")
    def open(self, economy: Economy) -> None:
        """Called once, in the first month within its dates in which its trigger holds: set up accounts, pay in
        capital. Before that it leaves no trace."""

    @meets("idle")
    def idle(self, economy: Economy) -> None:
        """Called in each month in which it is open but its trigger does not hold."""

    @meets("acting")
    def changes(self, economy: Economy) -> Iterable[Change]:
        """What it changes in the numbers of the month, asked once in each active month as the month begins."""
        return ()

    def sets(self) -> Iterable[Setting]:
        """The numbers to which `changes` may give another value by `set_to`, as they are known before the run: a
        scenario in which two rules set a number differently is refused."""
        return ()

    @meets("ever_open")
    def begin_month(self, economy: Economy) -> None:
        """Called when a month begins, also when it no longer acts: of every policy that has ever been open, in the
        order of opening. What a date changes for the loans made under it."""

    @meets("acting")
    def change_banks(self, economy: Economy) -> None:
        """Called in each active month when the terms of all banks are as the numbers of the month say: give some banks
        others. In the month after, all are as stated again."""

    @meets("acting")
    def before_trade(self, economy: Economy) -> None:
        """Called in each active month after the cycle moved, before firms trade: set the month's terms."""

    @meets("acting")
    def after_trade(self, economy: Economy) -> None:
        """Called in each active month when firms have traded and paid taxes, before the bills of those short of cash
        are counted: relieve, refund, support their costs."""

    @meets("open")
    def before_payment(self, economy: Economy) -> None:
        """Called in each month in which it is open, its trigger holding or not, when debtors have found the money and
        before they pay: `economy.due` is above 0 in the row of a firm that will pay its debt service."""

    @meets("acting")
    def after_service(self, economy: Economy) -> None:
        """Called in each active month when debt has been served: act on loans that live on."""

    @meets("acting")
    def before_underwriting(self, economy: Economy) -> None:
        """Called in each active month when applications are known and before banks decide."""

    @meets("acting")
    def after_underwriting(self, economy: Economy) -> None:
        """Called in each active month when new loans are disbursed: pay what depends on them."""

    @meets("ever_open")
    def settle_with_banks(self, economy: Economy) -> None:
        """Called every month before banks close their books, also when it no longer acts: of every policy that has
        ever been open, in the order of opening. Settle what goes on with the loans made under it."""

    @meets("ever_open")
    def bank_merged(self, economy: Economy, failed: int, acquirer: int) -> None:
        """Called when a bank (its row) has been merged into another: pass on what is remembered by bank."""

    @meets("acting")
    def before_growth(self, economy: Economy) -> None:
        """Called in each active month before firms invest and hire."""

    @meets("acting")
    def before_record(self, economy: Economy) -> None:
        """Called in each active month before indicators are recorded: settle the month's accounts."""


def instrument_kinds() -> dict[str, type[Instrument]]:
    """Class of every policy instrument, by kind."""
    return kinds_in(__package__, Instrument)
