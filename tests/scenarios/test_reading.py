"""Reading a scenario: the order written never matters, a name stands once, mixes sum to one, nothing is cut.

The inputs in `tests/cases` are named after what went wrong with them.
"""

import itertools
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.analysis.commands import cli
from smecredit.scenarios import load, schema
from smecredit.simulation.ground.errors import RequestError
from smecredit.simulation.ground.parameters import MIX_TOLERANCE, declaration, describe_parameters
from smecredit.simulation.ground.registry import parameter_groups
from smecredit.simulation.policy.instrument import ELIGIBILITY_LISTS, ELIGIBLE_SIZES, instrument_kinds
from smecredit.simulation.policy.risk_sharing import RiskSharing
from smecredit.simulation.state.structure import PARTIES
from smecredit.simulation.stresses.demand_shock import DemandShock

CASES = Path(__file__).resolve().parents[1] / "cases"
LISTS = {**ELIGIBILITY_LISTS, "size": ELIGIBLE_SIZES}


def case(name: str, file: str = "case.toml") -> str:
    return str(CASES / name / file)


def refusal_of(*arguments: Any, **options: Any) -> RequestError:
    with pytest.raises(RequestError) as caught:
        load(*arguments, **options)
    assert "\n" not in str(caught.value)
    return caught.value


# Order ----------------------------------------------------------------------------------------------------------


def test_another_order_is_the_same_scenario() -> None:
    baseline = load("baseline")
    for name in ("share_order_crash", "list_order_matters"):
        scenario = load(case(name))
        assert scenario.hash == baseline.hash
        assert [policy.terms for policy in scenario.policies] == [policy.terms for policy in baseline.policies]
        assert scenario.document["policy"] == baseline.document["policy"]


@given(st.permutations(["bank", "guarantor", "provincial_reguarantor", "national_fund"]), st.data())
def test_shares_and_caps_have_one_order(parties: list[str], data: st.DataObject) -> None:
    shares = {"bank": 0.2, "guarantor": 0.4, "provincial_reguarantor": 0.2, "national_fund": 0.2}
    caps = {party: {"a_year": 0.1} for party in data.draw(st.permutations(["guarantor", "national_fund"]))}
    one = RiskSharing.read({"share": shares, "cap": dict(sorted(caps.items()))})
    other = RiskSharing.read({"share": {party: shares[party] for party in parties}, "cap": caps})
    assert (one.terms, list(one.share), list(one.cap)) == (other.terms, list(other.share), list(other.cap))
    assert list(other.share) == [party for party in PARTIES if party in shares]


def test_the_same_split_in_other_words_is_the_same_agreement() -> None:
    stated = RiskSharing.read({"share": {"guarantor": 0.4, "insurer": 0.2, "bank": 0.4}})
    for share in (
        {"bank": "balance", "guarantor": 0.4, "insurer": 0.2},
        {"guarantor": 0.40, "insurer": 0.2, "bank": 0.4, "local_fund": 0.0, "national_fund": -0.0},
    ):
        assert RiskSharing.read({"share": share}).terms == stated.terms
    capped = RiskSharing.read({"share": {"bank": 0.4, "guarantor": 0.4, "insurer": 0.2, "local_fund": 0.0},
                               "cap": {"local_fund": {"a_year": 0.1}}})  # fmt: skip
    assert capped.terms == stated.terms
    assert RiskSharing.read({"share": {"guarantor": 0.2, "insurer": 0.4, "bank": 0.4}}).terms != stated.terms


@pytest.mark.parametrize("kind", [kind for kind, model in instrument_kinds().items() if model.restrictable])
@pytest.mark.parametrize("dimension", LISTS)
def test_names_have_one_order_and_stand_once_in_every_instrument(kind: str, dimension: str) -> None:
    model, names = instrument_kinds()[kind], LISTS[dimension]
    needed = {**(model.nulls[0] if model.nulls else {}), **NEEDED.get(kind, {})}
    found = {
        model.read({**needed, "eligible": {dimension: list(chosen)}}).terms
        for chosen in itertools.permutations(names[:3])
    }
    assert len(found) == 1
    one = model.read({**needed, "eligible": {dimension: [names[1], names[0]]}})
    assert getattr(one.eligible, dimension) == tuple(names[:2])
    with pytest.raises(RequestError) as caught:
        model.read({**needed, "eligible": {dimension: [names[1], names[0], names[1]]}}, "policy.x")
    assert str(caught.value) == (
        f"policy.x.eligible.{dimension} names {names[1]} more than once; a name must be given once."
    )
    assert caught.value.in_language("zh") == (
        f"policy.x.eligible.{dimension} 重复写有 {names[1]}；同一名称只能给出一次。"
    )
    with pytest.raises(RequestError, match=f"policy.x.eligible.{dimension} has 0 values; it must have at least 1"):
        model.read({**needed, "eligible": {dimension: []}}, "policy.x")


#: What a kind must be told beside its first way to do nothing.
NEEDED: dict[str, dict[str, Any]] = {
    "credit_rating": {"noise": 1.0},
    "information_sharing": {"noise": 1.0},
    "relending": {"rate": 0.02},
    "targeted_grant": {"purpose": "growth"},
}


def test_names_have_one_order_and_stand_once_in_a_stress() -> None:
    read = DemandShock.read
    told = read({"months": 3, "depth": -0.1, "sector": ["transport", "hotels_catering"], "region": ["west", "east"]})
    assert (told.sector, told.region) == (("hotels_catering", "transport"), ("east", "west"))
    with pytest.raises(RequestError, match=r"^stress.s.region names west, east more than once"):
        read({"months": 3, "depth": -0.1, "region": ["west", "east", "west", "east"]}, "stress.s")


def test_a_name_given_twice_is_refused_wherever_it_stands(tmp_path: Path) -> None:
    assert str(refusal_of(case("duplicate_in_list"))).endswith(
        "policy.interest_subsidy.eligible.size names micro more than once; a name must be given once."
    )
    assert load(case("duplicate_in_list", "once.toml")).hash != load(case("duplicate_in_list", "wrong_twin.toml")).hash
    said = refusal_of("baseline", set=['policy.national_scheme.eligible.region=["west", "west"]'])
    assert str(said) == (
        "--set: policy.national_scheme.eligible.region names west more than once; a name must be given once."
    )
    twice = tmp_path / "twice.toml"
    twice.write_text('base = "baseline"\nremove = ["national_scheme", "national_scheme"]\n', encoding="utf-8")
    assert "remove names national_scheme more than once" in str(refusal_of(twice))


# Mixes and whole numbers ----------------------------------------------------------------------------------------

ROWS = describe_parameters({key: group() for key, group in parameter_groups().items()})
MIXES = [row["path"] for row in ROWS if row["mix"]]


def test_every_list_of_shares_of_one_is_declared_a_mix() -> None:
    assert set(MIXES) == {
        "banking.share_larger",
        "banking.share_micro",
        "population.region_mix",
        "population.sector_mix",
        "simple_loan.tenor_mix",
        "simple_loan.tenor_mix_to_build",
    }
    for row in ROWS:
        value = row["default"]
        numbers = isinstance(value, tuple) and value and all(isinstance(part, float) for part in value)
        assert not numbers or row["mix"] or abs(sum(value) - 1.0) > MIX_TOLERANCE, row["path"]


@pytest.mark.parametrize("path", MIXES)
def test_a_mix_sums_to_one_or_is_refused(path: str) -> None:
    group, _, key = path.partition(".")
    usual = getattr(load("baseline").group(group), key)
    largest = usual.index(max(usual))  # some parts are 0, from which nothing can be taken

    def changed(by: float) -> list[float]:
        return [part + (by if place == largest else 0.0) for place, part in enumerate(usual)]

    without_it = f"{1 - usual[largest]:.2f}".rstrip("0")
    for change, total in ((0.3, "1.3"), (-0.01, "0.99"), (2e-9, "1.0000000"), (-usual[largest], without_it)):
        said = refusal_of("baseline", set={path: changed(change)})
        assert str(said).startswith(f"--set: {path} sums to {total}") and str(said).endswith("must sum to 1.")
        assert "之和必须为 1" in said.in_language("zh")
    load("baseline", set={path: changed(5e-10)})
    assert str(refusal_of("baseline", set={path: usual[1:]})).endswith("is missing.")


def test_a_mix_is_declared_to_editors_and_readers(capsys: pytest.CaptureFixture[str]) -> None:
    document = schema()
    population = document["$defs"][document["properties"]["population"]["$ref"].rpartition("/")[2]]
    assert population["properties"]["region_mix"]["mix"] is True
    assert declaration(parameter_groups()["population"], "region_mix")["mix"] is True
    with pytest.raises(SystemExit):
        cli.main(["parameters"])
    shown = capsys.readouterr().out
    assert all("sum 1" in line for line in shown.splitlines() if line.split(" ")[0] in MIXES)


def test_regions_that_sum_to_more_end_with_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["run", case("mix_not_one"), "--firms", "400", "--months", "1"])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "population.region_mix sums to 1.54; the shares of a mix must sum to 1." in said


def test_ages_at_the_start_are_no_more_than_all() -> None:
    too_many = {"population.young_age_share": 0.6, "population.middle_age_share": 0.5}
    assert "young_age_share and middle_age_share that sum to 1.1" in str(refusal_of("baseline", set=too_many))
    load("baseline", set={**too_many, "population.middle_age_share": 0.4})


@pytest.mark.parametrize(
    ("path", "values", "place"),
    [
        ("banking.banks_by_type", [6.9, 5.9, 5.9, 4.9], 0),
        ("banking.banks_by_type", [6, 5, 5, 4.5], 3),
        ("banking.banks_by_type", [6, True, 5, 4], 1),
        ("simple_loan.tenors", [6, 12, 24.5, 36, 60, 84], 2),
    ],
)
def test_a_fraction_in_a_list_of_whole_numbers_is_refused(path: str, values: list[Any], place: int) -> None:
    shown = str(values[place]).replace("True", "true")
    assert str(refusal_of("baseline", set={path: values})) == (
        f"--set: {path}.{place} is {shown}; it must be a whole number."
    )


def test_whole_numbers_may_be_written_with_a_point() -> None:
    written = load(
        "baseline", set={"banking.banks_by_type": [6.0, 5.0, 5, 4.0], "simple_loan.tenors": [6.0, 12, 24, 36, 60, 84]}
    )
    assert written.hash == load("baseline").hash
    assert all(type(number) is int for number in written.group("banking").banks_by_type)


def test_a_share_of_money_is_a_whole_number_of_basis_points() -> None:
    said = refusal_of("relending", set={"policy.relending.share": 0.33333})
    assert str(said).endswith("policy.relending.share is 0.33333; it must be a whole number of basis points (0.0001).")
    load("relending", set={"policy.relending.share": 0.3333})


def test_places_and_ages_of_the_ladder_are_whole() -> None:
    path = "policy.innovation_ladder.places"
    assert ".0 is 0.5; it must be a whole number." in str(
        refusal_of("innovation_ladder", set={path: [0.5, 0, 0, 0, 0]})
    )


# What TOML can hold ---------------------------------------------------------------------------------------------


def refusal_of_text(folder: Path, text: str) -> RequestError:
    file = folder / "x.toml"
    file.write_text(text, encoding="utf-8")
    return refusal_of(file)


#: Mistakes of syntax, and where they are.
SYNTAX = [
    ("firms = = 3", "无法识别的值（第 1 行第 9 列）"),
    ("x = [1, 2", "列表没有结束（文件末尾）"),
    ("x = {a = 1", "表没有结束（文件末尾）"),
    ("[a]\n[a]", "a 定义了两次（第 2 行第 3 列）"),
    ("a = 1\na = 2\nb = 1", "同一个键给出了两次"),
    ("[[policy]]\nx = 1\n[policy]", "policy 定义了两次（第 3 行第 8 列）"),
    ('x = "abc', "文字没有结束"),
    ('x = "\\q"', "须写作"),
    ('x = "\\uZZZZ"', "十六进制数无效"),
    ('x = "\\uD800"', "转义字符不是有效的字符"),
    ("x = nul", "无法识别的值（第 1 行第 5 列）"),
    ("x = 2020-02-30T00:00:00", "日期或时间无效"),
    ("= 1", "无法识别的语句（第 1 行第 1 列）"),
    ("a. = 1", "键的开头字符无效"),
    ("[a\nb = 1", "表头末尾缺少 ]（第 1 行第 3 列）"),
    ("[[a]\nb = 1", "表头末尾缺少 ]]"),
    ("x = 1 y = 2", "一行中写了不止一项（第 1 行第 7 列）"),
    ("x = {a = 1}\nx.b = 2", "x 已写定"),
    ("x = {a = 1, a = 2}", "键 'a' 在同一个表中给出了两次"),
    ('x = "a\x01b"', "不允许的字符"),
    ("x", "键之后缺少 ="),
    ("x = " + "9" * 5000, "有一个数的位数过多"),
]


@pytest.mark.parametrize(("text", "chinese"), SYNTAX, ids=[text[:20] for text, _ in SYNTAX])
def test_a_mistake_of_syntax_is_told_in_chinese_too(tmp_path: Path, text: str, chinese: str) -> None:
    error = refusal_of_text(tmp_path, text)
    assert "x.toml: the file is not valid TOML: " in str(error) and str(error).endswith(".")
    said = error.in_language("zh").partition("：文件不是有效的 TOML：")[2]
    assert chinese in said and said.endswith("。") and said.isprintable()
    assert not any(word in said for word in ("at line", "Invalid", "Expected", "Cannot", "value"))


#: What a key must not be, and what is said.
WRONG = [
    ("economy.firms = true", "economy.firms is true; it must be a whole number."),
    ("economy.firms = 1e400", "economy.firms is inf; it must be a whole number."),
    ("economy.firms = 300.5", "economy.firms is 300.5; it must be a whole number."),
    ("economy.firms = 99999999999999999999999", "economy.firms is 99999999999999999999999; it must be from 200 to"),
    ("economy.firms = " + "9" * 4200, "...; it must be from 200 to 1,000,000,000."),
    ("economy.firms = ''", "economy.firms is ''; it must be a whole number."),
    ("economy.population = nan", "economy.population is nan; it must be a finite number."),
    ("economy.population = -inf", "economy.population is -inf; it must be a finite number."),
    ("economy.population = " + "9" * 400, "...; such a number is too large."),
    ("economy.population = 1979-05-27", "economy.population is 1979-05-27; it must be a number."),
    ("economy.population = 07:32:00", "economy.population is 07:32:00; it must be a number."),
    ("economy.population = [1]", "economy.population is [1]; it must be a number."),
    ("economy.population = {a = true}", "economy.population is {a = true}; it must be a number."),
    ("population.region_mix = [0.5, 'a', 0.2, 0.3]", "population.region_mix.1 is 'a'; it must be a number."),
    ("population.region_mix = [[0.5], 0.2, 0.2, 0.1]", "population.region_mix.0 is [0.5]; it must be a number."),
    ("population.region_mix = {east = 1}", "population.region_mix is {east = 1}; it must be a list."),
    ("cycle.path = [true]", "cycle.path.0 is true; it must be a number."),
    ("cycle.path_series = true", "cycle.path_series is true; allowed: gdp_growth."),
    ("cycle.mode = true", "cycle.mode is true; allowed: gap_path, gdp_path, markov."),
    ("startup_loan.always_open = 1", "startup_loan.always_open is 1; it must be true or false."),
    ("economy = true", "economy is true; it must be a table."),
    ("base = true", "base is true; it must be the name of a scenario."),
    ("title = false", "title is false; it must be text, or a table of en and zh."),
    ("[[policy]]\nkind = true", "policy.0.kind is true; it must be a text."),
    ("[[policy]]\nkind = 'x'\nname = [true]", "policy.0.name is [true]; it must be a text."),
    ("[[policy]]\nkind = 'interest_subsidy'\npoints = true", "points is true; it must be a number."),
    ("[[policy]]\nkind = 'interest_subsidy'\npoints = 0.1\neligible = true", "eligible is true; it must be a table."),
    ("[[policy]]\nkind = 'risk_sharing'\nshare = { bank = 2026-01-01 }", "share.bank is 2026-01-01; it must be a num"),
    ("[[policy]]\nkind = 'risk_sharing'\nshare = { bank = 1 }\nlayer = [true]", "layer.0 is true; it must be a table."),
    ("a.b.c.d.e.f.g.h.i = 1", "tables and lists must not be nested deeper than 8 levels."),
    ("economy.firms = [[[[[[[[[1]]]]]]]]]", "tables and lists must not be nested deeper than 8 levels."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), WRONG, ids=[text[:40] for text, _ in WRONG])
def test_what_a_key_cannot_be_is_refused_in_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    error = refusal_of_text(tmp_path, text)
    assert said in str(error) and len(str(error)) < 400
    assert "True" not in error.in_language("zh") and "datetime" not in str(error)


def test_a_file_without_base_says_what_that_means(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    alone = tmp_path / "alone.toml"
    alone.write_text("[[policy]]\nkind = 'interest_subsidy'\npoints = 0.0\n", encoding="utf-8")
    assert load(alone).alone and not load("baseline").alone and not load(case("share_order_crash")).alone
    assert load(alone).replace(**{"economy.firms": 300}).alone
    note = "alone names no base: a market with no policies but its own."
    idle = "interest_subsidy does nothing in “alone”: its figures leave everything as it is."
    size = ("--firms", "300", "--months", "1", "--set", "economy.burn_in=0")
    for arguments, said in (
        (["scenarios", str(alone)], [note]),
        (["run", str(alone), *size], [note, idle]),
        (["compare", "baseline", str(alone), *size, "--seeds", "1", "--workers", "1"], [note, idle]),
    ):
        with pytest.raises(SystemExit):
            cli.main(arguments)
        shown = capsys.readouterr().out
        assert all(shown.count(words) == 1 for words in said), arguments
    with pytest.raises(SystemExit):
        cli.main(["scenarios", str(alone), "--lang", "zh"])
    assert "“alone”没有写 base：除自身所写之外没有任何政策。" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("asked", "under"),
    [("own", None), ("./own", None), ("own,cycle.policy_rate=0.05", None), ("baseline", "own"), ("baseline", "./own")],
)
def test_a_name_without_its_ending_is_told_the_file(tmp_path: Path, monkeypatch, asked: str, under: str | None) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.toml").write_text('base = "baseline"', encoding="utf-8")
    with pytest.raises(RequestError) as told:
        load(asked, under=under)
    assert told.value.in_language("en").endswith("; did you mean the file own.toml?")
    assert told.value.in_language("zh").endswith("您是否想用文件 own.toml？")
    with pytest.raises(RequestError, match="no scenario is named 'other'; allowed"):
        load("other")
