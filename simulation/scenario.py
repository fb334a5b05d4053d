"""A scenario: the whole of what a run is told, merged, resolved and checked."""

import copy
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, product
from typing import Any

from .ground.errors import Sentence, refusal, suggestion, unknown
from .ground.given import written
from .ground.parameters import ParameterGroup, Source, StrictModel, declaration
from .ground.registry import Registered, parameter_groups, paths_of
from .policy.credit_programme import LoanProgramme
from .policy.instrument import Instrument, instrument_kinds
from .policy.risk_sharing import RiskSharing
from .state.bank_columns import MOST_AGREEMENTS
from .state.numbers import Setting
from .state.programme_columns import MOST_PROGRAMMES
from .stresses.stress import Stress, stress_kinds

#: Sections of a document whose tables carry names of the author's choice.
NAMED = ("policy", "stress")


@dataclass
class Draft:
    """What the layers of a scenario say so far, and which of them said it.

    `tree` holds `{group: {field: value}}` and `{"policy" | "stress": {name: {"kind": ..., field: value}}}`;
    `origins` maps the path of every value in it to the layer, a file or an option, that set it last.
    """

    tree: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)

    def copy(self) -> "Draft":
        """A draft that can be changed without changing this one."""
        return Draft(copy.deepcopy(self.tree), dict(self.origins))

    def assign(self, path: Sequence[str], value: object, layer: str) -> None:
        """Put `value` in the place of whatever stood at `path`."""
        table = self.tree
        for depth, part in enumerate(path[:-1], start=1):
            table = table.setdefault(part, {})
            if not isinstance(table, dict):
                raise refusal(
                    layer,
                    ".".join(path),
                    Sentence(
                        "is unknown; {place} is not a table.",
                        "无法识别；{place} 不是表。",
                        place=".".join(path[:depth]),
                    ),
                )
        table[path[-1]] = copy.deepcopy(value)
        self._forget(path)
        self.origins.update((leaf, layer) for leaf in _leaves(".".join(path), value))

    def set(self, path: str, value: object, layer: str) -> None:
        """Change one value of a group, or of a policy or stress that is there; `path` is dotted."""
        section, *keys = path.split(".")
        known = [*parameter_groups(), *NAMED]
        if section not in known:
            raise refusal(layer, path, unknown(section, paths_of(path) or known))
        if len(keys) < (2 if section in NAMED else 1) or "" in keys:
            form = f"{section}.NAME.key" if section in NAMED else f"{section}.key"
            raise refusal(
                layer, path, Sentence("is not a key; it must read {form}.", "不是键；须写作 {form}。", form=form)
            )
        if section in NAMED:
            self.require(section, keys[0], path, layer)
            if keys[1] in ("kind", "name"):
                raise refusal(
                    layer,
                    path,
                    Sentence(
                        "cannot be set; only a file gives a kind and a name.",
                        "不能设置；kind 与 name 只能由文件给出。",
                    ),
                )
        self.assign([section, *keys], value, layer)

    def remove(self, section: str, name: str) -> None:
        """Take out a policy or stress."""
        del self.tree[section][name]
        self._forget([section, name])

    def require(self, section: str, name: str, path: str, layer: str) -> None:
        """Refuse, on behalf of `path`, a policy or stress that is not there."""
        names = self.tree.get(section, {})
        if name not in names:
            raise refusal(
                layer,
                path,
                Sentence(
                    "names a {section} that is not there, {name}; {hint}",
                    "所写的 {section} 不存在：{name}；{hint}",
                    section=section,
                    name=name,
                    hint=suggestion(name, names),
                ),
            )

    def layer(self, path: str) -> str:
        """The layer to blame for `path`: the one that set it, or last set something in or around it."""
        below = [layer for key, layer in self.origins.items() if f"{key}.".startswith(f"{path}.")]
        if below:
            return below[-1]
        around, _, _ = path.rpartition(".")
        return self.layer(around) if around else ""

    def _forget(self, path: Sequence[str]) -> None:
        """Drop the origins of all at or below `path`, and of an empty table that stood above it."""
        place = ".".join(path) + "."
        self.origins = {
            key: layer
            for key, layer in self.origins.items()
            if not (f"{key}.".startswith(place) or place.startswith(f"{key}."))
        }


#: Largest total in yuan of the model: whole fen of all totals of a year stay far within 64 bits.
LARGEST_TOTAL_YUAN = 1e14


@dataclass(frozen=True, eq=False)
class Scenario:
    """Everything a run depends on except its seed. Immutable, picklable, equal and hashed by content.

    Not iterable, on purpose: Mesa's batch runner expands whatever is.
    """

    name: str
    title: dict[str, str]
    summary: dict[str, str]
    source: Source
    groups: tuple[ParameterGroup, ...]
    policies: tuple[Instrument, ...]
    burn_in_policies: tuple[Instrument, ...]
    stresses: tuple[Stress, ...]
    draft: Draft = field(repr=False)
    #: Whether it builds on no scenario of the library: then no policies are there but those of its own file.
    alone: bool = False

    @classmethod
    def build(
        cls,
        draft: Draft,
        name: str,
        title: dict[str, str],
        summary: dict[str, str],
        source: Source,
        burn_in_policies: tuple[Instrument, ...] = (),
        alone: bool = False,
    ) -> "Scenario":
        """Check a draft and resolve it, defaults included. Raises RequestError naming layer and path."""
        declared = parameter_groups()
        for key in draft.tree:
            if key not in declared and key not in NAMED:
                raise refusal(draft.layer(key), key, unknown(key, paths_of(key) or [*declared, *NAMED]))
        groups = {key: group.read(draft.tree.get(key, {}), key, draft.layer) for key, group in declared.items()}
        groups["economy"] = economy = _window_inside_run(groups["economy"], draft.origins)
        for group in groups.values():
            found = group.contradiction(groups)
            if found is not None:
                path = _to_blame(found[0], draft.origins)
                raise refusal(draft.layer(path), path, found[1])
        policies, stresses = read_policies(draft), read_stresses(draft)
        for section, item in [("policy", item) for item in policies] + [("stress", item) for item in stresses]:
            if item.start > economy.months:
                path = f"{section}.{item.name}.start"
                raise refusal(draft.layer(path), path, _beyond(item.start, economy.months))
        for stress in stresses:
            impossible = stress.contradiction(groups)
            if impossible is not None:
                path = f"stress.{stress.name}.{impossible[0]}"
                raise refusal(draft.layer(path), path, impossible[1])
        _one_at_a_time(policies, draft)
        _rows_suffice(policies, burn_in_policies, draft)
        _set_alike([*policies, *stresses], draft)
        _set_alike(burn_in_policies, draft)
        of_policies = {f"policy.{policy.name}": policy for policy in policies}
        for place, stated in {**groups, **of_policies}.items():
            _totals_fit(place, stated, economy, draft)
        checked = tuple(groups.values())
        return cls(name, title, summary, source, checked, policies, burn_in_policies, stresses, draft, alone)

    def group(self, key: str) -> Any:
        """The parameter group declared under `key`. Raises KeyError."""
        return self._by_key[key]

    @cached_property
    def _by_key(self) -> dict[str, ParameterGroup]:
        return {group.key: group for group in self.groups}

    @property
    def firms(self) -> int:
        """Enterprises simulated at the start."""
        return int(self.group("economy").firms)

    @property
    def months(self) -> int:
        """Months of the run after the burn-in."""
        return int(self.group("economy").months)

    @property
    def burn_in(self) -> int:
        """Months run before month 1, under the undated policies of the root base and without stress."""
        return int(self.group("economy").burn_in)

    @property
    def report_from(self) -> int:
        """First month of the summary window."""
        return int(self.group("economy").report_from)

    @property
    def origins(self) -> Mapping[str, str]:
        """Layer (file or option) that set a path, for every value not left at its default."""
        return dict(self.draft.origins)

    @property
    def document(self) -> dict[str, Any]:
        """The scenario fully resolved, as plain tables, lists, numbers and text."""
        prose = {"name": self.name, "title": dict(self.title), "summary": dict(self.summary)}
        return {**prose, "source": self.source.model_dump(), **self._content(sources=True)}

    @cached_property
    def hash(self) -> str:
        """SHA-256, in hexadecimal, of all that can change a result: the document without its prose."""
        canonical = json.dumps(self._content(sources=False), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    @cached_property
    def acting_stresses(self) -> tuple[Stress, ...]:
        """The stresses but for those whose figures leave everything as it is."""
        return tuple(stress for stress in self.stresses if not stress.does_nothing)

    @property
    def demand_shocks(self) -> tuple[Any, ...]:
        """The stresses that move demand, which the cycle reads month by month."""
        return tuple(stress for stress in self.acting_stresses if hasattr(stress, "change"))

    def same_past(self, other: "Scenario") -> bool:
        """Whether both are the same up to month 0 with the same seed: policies and stresses act from month 1."""
        return self.groups == other.groups and self.burn_in_policies == other.burn_in_policies

    @cached_property
    def long_past(self) -> str:
        """All that shapes the economy before its run begins, as text: numbers of every group, and past policies.

        How many firms are simulated, for how long, in which phase of the cycle their run opens, and what happens from
        month 1 on are no part of it.
        """
        of_the_run = {
            "economy": {"firms", "months", "burn_in", "report_from"},
            "cycle": {"path"},
            "opening": {"settled", "cycle_months"},
        }
        stated = {group.key: group.model_dump(mode="json", exclude=of_the_run.get(group.key)) for group in self.groups}
        policies = [policy.terms for policy in self.burn_in_policies]
        return json.dumps([stated, policies], sort_keys=True, separators=(",", ":"))

    def replace(self, **changes: Any) -> "Scenario":
        """The scenario with some values changed: `replace(**{"cash_flow.input_share": 0.72})`.

        Paths are those of `--set`. Raises RequestError.
        """
        draft = self.draft.copy()
        for path, value in changes.items():
            draft.set(path, value, "replace")
        return Scenario.build(
            draft, self.name, self.title, self.summary, self.source, self.burn_in_policies, self.alone
        )

    def __repr__(self) -> str:
        return f"Scenario({self.name!r}, firms={self.firms}, months={self.months}, hash={self.hash[:12]})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Scenario):
            return NotImplemented
        return (self.name, self.hash) == (other.name, other.hash)

    def __hash__(self) -> int:
        return int(self.hash[:15], 16)

    def _content(self, sources: bool) -> dict[str, Any]:
        def plain(items: Sequence[Registered]) -> dict[str, Any]:
            left_out = {"name"} if sources else {"name", "source"}
            return {
                item.name: {
                    "kind": item.kind,
                    **item.model_dump(mode="json", by_alias=True, exclude=left_out),
                }
                for item in items
            }

        return {
            **{group.key: group.model_dump(mode="json") for group in self.groups},
            "policy": plain(self.policies),
            "stress": plain(self.stresses),
            "burn_in_policy": plain(self.burn_in_policies),
        }


def read_policies(draft: Draft) -> tuple[Instrument, ...]:
    """The policies of a draft, by priority, then name."""
    policies = list(_read_named("policy", instrument_kinds(), draft))
    for position, policy in enumerate(policies):
        before = policies[:position]
        if policy.stands_alone and any(other.kind == policy.kind and other.stands_alone for other in before):
            path = f"policy.{policy.name}"
            raise refusal(
                draft.layer(path),
                path,
                Sentence(
                    "is a second {kind}; a scenario can have one.",
                    "是第二个 {kind}；一个情景只能有一个。",
                    kind=policy.kind,
                ),
            )
    return tuple(sorted(policies, key=lambda policy: (policy.priority, policy.name)))


def read_burn_in_policies(draft: Draft) -> tuple[Instrument, ...]:
    """Those of the policies of a root that were there before month 1: a policy with a date acts within its dates."""
    return tuple(policy for policy in read_policies(draft) if policy.acts_in_burn_in)


def read_stresses(draft: Draft) -> tuple[Stress, ...]:
    """The stresses of a draft, by name."""
    return tuple(sorted(_read_named("stress", stress_kinds(), draft), key=lambda stress: stress.name))


def _read_named(section: str, kinds: Mapping[str, Any], draft: Draft) -> Iterator[Any]:
    for name, table in draft.tree.get(section, {}).items():
        path = f"{section}.{name}"
        kind = table.get("kind")
        if kind not in list(kinds):
            place, hint = f"{path}.kind", suggestion(str(kind), kinds)
            said = (
                Sentence("is missing; {hint}", "缺失；{hint}", hint=hint)
                if kind is None
                else Sentence("is {kind}; {hint}", "为 {kind}；{hint}", kind=written(kind), hint=hint)
            )
            raise refusal(draft.layer(place), place, said)
        fields = {key: value for key, value in table.items() if key != "kind"}
        yield kinds[kind].read({"name": name, **fields}, path, draft.layer)


def _totals_fit(place: str, stated: StrictModel, economy: Any, draft: Draft) -> None:
    """Refuse a total of the population that in money of the model would bring whole numbers near their end."""
    weight = economy.population / economy.firms
    for name in type(stated).model_fields:
        value = getattr(stated, name)
        if not declaration(type(stated), name).get("unit", "").startswith("yuan of the population"):
            continue
        if isinstance(value, float) and value / weight > LARGEST_TOTAL_YUAN:
            path = f"{place}.{name}"
            raise refusal(
                draft.layer(path),
                path,
                Sentence(
                    "is {value:,.0f} yuan among {firms:,} firms that stand for {population:,.0f}; it must be at most "
                    "{most:,.0f}.",
                    "在 {firms:,} 户企业代表 {population:,.0f} 户的情况下为 {value:,.0f} 元；至多须为 {most:,.0f}。",
                    value=value,
                    firms=economy.firms,
                    population=economy.population,
                    most=LARGEST_TOTAL_YUAN * weight,
                ),
            )


def _one_at_a_time(policies: Sequence[Instrument], draft: Draft) -> None:
    """Refuse two policies that would act on the same institution within their dates."""
    there = [policy for policy in policies if policy.alone_by is not None and not policy.does_nothing]
    for one, other in combinations(there, 2):
        key = str(one.alone_by)
        value = getattr(one, key)
        if one.kind == other.kind and getattr(other, key) == value and _dates_meet(one, other):
            paths = [f"policy.{other.name}.{key}", f"policy.{one.name}.{key}"]
            path = _to_blame(paths, draft.origins)
            raise refusal(
                draft.layer(path),
                path,
                Sentence(
                    "is {value}, as is {other} in the same months; a scenario can have one {kind} of it at a time.",
                    "为 {value}，而 {other} 在同一时期也是如此；同一时期只能有一个这样的 {kind}。",
                    value=written(value),
                    other=paths[1] if path == paths[0] else paths[0],
                    kind=one.kind,
                ),
            )


def _rows_suffice(policies: Sequence[Instrument], before: Sequence[Instrument], draft: Draft) -> None:
    """Refuse what finds no row in the tables of programmes and agreements; policies of the burn-in keep theirs."""
    programmes = Sentence("that change the terms of loans or visit firms", "改变贷款条件或面向企业")
    agreements = Sentence("that share losses", "分担损失")
    for kind, most, what in (
        (LoanProgramme, MOST_PROGRAMMES, programmes),
        (RiskSharing, MOST_AGREEMENTS, agreements),
    ):
        rows = [policy for policy in (*before, *policies) if isinstance(policy, kind) and not policy.does_nothing]
        by_terms = {(policy.terms, k): policy.name for policy in rows for k in range(policy.rows_it_takes)}
        if len(by_terms) > most:
            path = f"policy.{[*by_terms.values()][most]}"
            raise refusal(
                draft.layer(path),
                path,
                Sentence(
                    "is one of {count} policies {what}, those before month 1 included; a run has room for {most}.",
                    "是 {count} 项{what}的政策之一（含期初前的政策）；一次运行至多可有 {most} 项。",
                    count=len(by_terms),
                    what=what,
                    most=most,
                ),
            )


def _set_alike(rules: Sequence[Instrument | Stress], draft: Draft) -> None:
    """Refuse two rules that may act in the same month and set one number to different values."""
    acting = [rule for rule in rules if not rule.does_nothing]
    for one, other in combinations(acting, 2):
        if not _may_meet(one, other):
            continue
        for ones, others in product(one.sets(), other.sets()):
            if ones.contradicts(others):
                paths = [f"{_place_of(one)}.{ones.key}", f"{_place_of(other)}.{others.key}"]
                path = _to_blame(paths, draft.origins)
                own, contrary = (ones, others) if path == paths[0] else (others, ones)
                raise refusal(
                    draft.layer(path),
                    path,
                    Sentence(
                        "sets {number} to {value}; {other} sets it to {others} and may do so in the same months.",
                        "将 {number} 设为 {value}；而 {other} 可能在同一时期将其设为 {others}。",
                        number=own.path,
                        value=_value_of(own),
                        other=paths[1] if path == paths[0] else paths[0],
                        others=_value_of(contrary),
                    ),
                )


def _value_of(setting: Setting) -> str:
    return Sentence("what the cycle asks", "随周期变动的值") if setting.value is None else written(setting.value)


def _place_of(rule: Instrument | Stress) -> str:
    return f"{'policy' if isinstance(rule, Instrument) else 'stress'}.{rule.name}"


def _may_meet(rule: Instrument | Stress, other: Instrument | Stress) -> bool:
    """Whether a month lies within the dates of both, and one output gap meets the triggers of both."""
    triggers = [each.trigger for each in (rule, other) if isinstance(each, Instrument) and each.trigger is not None]
    return _dates_meet(rule, other) and (len(triggers) < 2 or not triggers[0].excludes(triggers[1]))


def _dates_meet(rule: Instrument | Stress, other: Instrument | Stress) -> bool:
    (start, end), (others_start, others_end) = _months_of(rule), _months_of(other)
    return not ((end is not None and end < others_start) or (others_end is not None and others_end < start))


def _months_of(rule: Instrument | Stress) -> tuple[int, int | None]:
    return (rule.start, rule.end) if isinstance(rule, Instrument) else (rule.start, rule.start + rule.months - 1)


def _to_blame(paths: Sequence[str], origins: Mapping[str, str]) -> str:
    """Of keys that contradict one another the one stated last, the first where none was stated."""
    stated = [path for path in origins if path in paths]
    return stated[-1] if stated else paths[0]


def _window_inside_run(economy: Any, origins: Mapping[str, str]) -> Any:
    """The summary window starts inside the run; where nobody chose its start, a short run is all window."""
    if economy.report_from <= economy.months:
        return economy
    layer = origins.get("economy.report_from")
    if layer is None:
        return economy.model_copy(update={"report_from": 1})
    raise refusal(layer, "economy.report_from", _beyond(economy.report_from, economy.months))


def _beyond(month: int, months: int) -> Sentence:
    return Sentence(
        "is {month}, beyond the run; it must be from 1 to {months}.",
        "为 {month}，超出运行期；须在 1 至 {months} 之间。",
        month=month,
        months=months,
    )


def _leaves(path: str, value: object) -> Iterator[str]:
    if isinstance(value, dict) and value:
        for key, below in value.items():
            yield from _leaves(f"{path}.{key}", below)
    else:
        yield path
