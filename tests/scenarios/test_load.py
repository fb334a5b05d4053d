"""Loading: merging of base, scenario, stress and options, and a sentence for every mistake."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smecredit.scenarios import files, library, load
from smecredit.simulation.ground.errors import RequestError
from smecredit.simulation.scenario import Scenario

ROOT = """
[economy]
firms = 400

[[policy]]
kind = "risk_sharing"
name = "scheme"
start = 3
delay_months = 2
share = { guarantor = 0.4, bank = 0.6 }

[[policy]]
kind = "compensation_fund"
size_yuan = 5
"""

Write = Callable[[str, str], str]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes a file of a library of its own, which holds `root`, and gives its name."""
    monkeypatch.setattr(files, "LIBRARY", tmp_path)

    def write_file(name: str, text: str) -> str:
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
        return name

    write_file("root", ROOT)
    return write_file


def refusal_of(*arguments: Any, **options: Any) -> str:
    with pytest.raises(RequestError) as caught:
        load(*arguments, **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def policy(scenario: Scenario, name: str) -> dict[str, Any]:
    table: dict[str, Any] = scenario.document["policy"][name]
    return table


class TestMerging:
    def test_a_child_replaces_fields_whole_and_keeps_the_others(self, write: Write) -> None:
        write("child", 'base = "root"\n[[policy]]\nname = "scheme"\nshare = { insurer = 0.3, bank = 0.7 }\n')
        scheme = policy(load("child"), "scheme")
        assert scheme["share"] == {"insurer": 0.3, "bank": 0.7}
        assert (scheme["start"], scheme["delay_months"], scheme["kind"]) == (3, 2, "risk_sharing")

    def test_new_names_are_added_and_removed_ones_gone(self, write: Write) -> None:
        write(
            "child",
            'base = "root"\nremove = ["scheme"]\n[[policy]]\nkind = "guarantee_fund"\ncapital_yuan = 1\n',
        )
        assert set(load("child").document["policy"]) == {"compensation_fund", "guarantee_fund"}

    def test_a_removed_name_may_start_afresh(self, write: Write) -> None:
        write(
            "child",
            'base="root"\nremove=["scheme"]\n[[policy]]\nname="scheme"\nkind="guarantee_fund"\ncapital_yuan=1',
        )
        assert policy(load("child"), "scheme")["kind"] == "guarantee_fund"

    def test_a_policy_is_named_after_its_kind(self, write: Write) -> None:
        write("child", 'base = "root"\n[[policy]]\nkind = "compensation_fund"\nstart = 9\n')
        fund = policy(load("child"), "compensation_fund")
        assert (fund["start"], fund["size_yuan"]) == (9, 5.0)

    def test_the_later_layer_wins_and_is_remembered(self, write: Write) -> None:
        write("child", 'base = "root"\n[economy]\nfirms = 500\nmonths = 50\n')
        write("grandchild", 'base = "child"\n[economy]\nfirms = 600\n')
        write("stress", "[economy]\nfirms = 700\n")
        assert load("grandchild").firms == 600
        assert load("grandchild", under="stress").firms == 700
        assert load("grandchild", under="stress", firms=800).firms == 800
        final = load("grandchild", under="stress", firms=900, set=["economy.firms=900"])
        assert final.firms == 900
        assert final.origins["economy.firms"] == "--set"
        assert final.origins["economy.months"] == "child.toml"
        assert load("grandchild", under="stress").origins["economy.firms"] == "stress.toml"

    def test_a_size_said_twice_must_be_said_alike(self, write: Write) -> None:
        write("child", 'base = "root"\n')
        with pytest.raises(RequestError) as caught:
            load("child", months=12, set={"economy.months": 24})
        assert str(caught.value) == (
            "--set: economy.months is 24, but --months says 12; they mean the same: give one of them."
        )
        assert caught.value.in_language("zh") == (
            "--set：economy.months 为 24，而 --months 为 12；二者含义相同，只须给出一个。"
        )

    def test_burn_in_runs_under_the_policies_of_the_root_that_have_no_date(self, write: Write) -> None:
        write("child", 'base = "root"\nremove = ["compensation_fund"]\n')
        child = load("child", set=["policy.scheme.delay_months=9", "economy.firms=300"])
        assert [policy.name for policy in load("root").policies] == ["compensation_fund", "scheme"]
        assert [policy.name for policy in child.burn_in_policies] == ["compensation_fund"]
        assert child.burn_in_policies == load("root").policies[:1]
        assert load("child", set={"policy.scheme.start": 1}).burn_in_policies == child.burn_in_policies
        assert policy(child, "scheme")["delay_months"] == 9

    def test_the_title_is_the_scenarios_own(self, write: Write) -> None:
        write("child", 'base = "root"\ntitle = "Plain"\n')
        write("bare", 'base = "child"\nsource = { kind = "paper", note = "p" }\n')
        assert load("child").title == {"en": "Plain", "zh": "Plain"} == load("child").summary
        assert load("bare").title == {"en": "bare", "zh": "bare"}
        assert load("bare").source.note == "p" and load("child").source.kind == "assumption"

    def test_a_stress_run_alone_strikes_its_base(self, write: Write) -> None:
        shock = '[[stress]]\nkind = "demand_shock"\nmonths = 3\ndepth = -0.2\n'
        write("mild", f'base = "root"\n{shock}')
        write("grim", 'base = "mild"\n[[stress]]\nname = "demand_shock"\ndepth = -0.5\n')
        write("other", 'base = "root"\nremove = ["scheme"]\n')
        assert load("mild").policies == load("root").policies
        both = load("other", under="grim")
        assert both.document["stress"]["demand_shock"]["depth"] == -0.5
        assert [item.name for item in both.policies] == ["compensation_fund"]
        assert load("other", under="grim", set={"stress.demand_shock.depth": -0.1}).stresses[0].depth == -0.1

    def test_a_file_outside_the_library_builds_on_it(self, write: Write, tmp_path: Path) -> None:
        own = tmp_path / "own" / "root.toml"
        own.parent.mkdir()
        own.write_text('base = "root"\n[economy]\nfirms = 222\n', encoding="utf-8")
        assert load(own).firms == load(str(own)).firms == 222
        assert load(own).name == "root"

    def test_a_mark_of_the_encoding_before_the_text_is_skipped(self, tmp_path: Path) -> None:
        path = tmp_path / "notepad.toml"
        path.write_text("[economy]\nfirms = 222\n", encoding="utf-8-sig")
        assert load(path).firms == 222


class TestOptions:
    @pytest.mark.parametrize(
        ("option", "path", "value"),
        [
            ("policy.one_plus_n.share.compensation_fund=0.4", "share.compensation_fund", 0.4),
            ('policy.one_plus_n.eligible.size=["micro"]', "eligible.size", ["micro"]),
            ("policy.one_plus_n.residual = guarantor", "residual", "guarantor"),
            ('policy.one_plus_n.residual="guarantor"', "residual", "guarantor"),
            ("policy.one_plus_n.cap.local_fund={a_year=0.1}", "cap.local_fund.a_year", 0.1),
            ("policy.one_plus_n.cap.local_fund.a_year=0.1", "cap.local_fund.a_year", 0.1),
            ("policy.one_plus_n.consent=false", "consent", False),
            ("policy.one_plus_n.trigger.output_gap_below=-0.01", "trigger.output_gap_below", -0.01),
        ],
    )
    def test_a_value_is_set_by_its_path(self, option: str, path: str, value: Any) -> None:
        before, after = load("one_plus_n"), load("one_plus_n", set=[option])
        found: Any = policy(after, "one_plus_n")
        for part in path.split("."):
            found = found[part]
        assert found == value
        assert after.hash != before.hash
        if path.startswith("share"):
            assert policy(after, "one_plus_n")["share"].keys() == policy(before, "one_plus_n")["share"].keys()

    def test_a_mapping_gives_the_same_as_texts(self) -> None:
        texts = load("one_plus_n", set=["economy.firms=300", "policy.one_plus_n.delay_months=5"])
        assert load("one_plus_n", set={"economy.firms": 300, "policy.one_plus_n.delay_months": 5}) == texts

    def test_firms_and_months_have_short_forms(self) -> None:
        assert load("baseline", firms=300, months=24) == load(
            "baseline", set=["economy.firms=300", "economy.months=24"]
        )

    def test_a_path_may_be_a_series_of_the_library(self) -> None:
        followed = load("baseline", set=["cycle.path_series=gdp_growth"])
        assert followed.group("cycle").path[:2] == (-0.068, 0.032)
        assert followed.origins["cycle.path"] == "--set"

    @pytest.mark.parametrize(
        ("option", "complaint"),
        [
            ("economy.firms", "--set: 'economy.firms' must read path=value"),
            ("econmy.firms=3", "--set: econmy.firms is unknown; did you mean economy?"),
            ("months=12", "--set: months is unknown; did you mean economy.months"),
            ("policy_rate=0.02", "--set: policy_rate is unknown; did you mean cycle.policy_rate"),
            ("economy.firm=300", "--set: economy.firm is unknown; did you mean firms"),
            ("economy.firms=many", "--set: economy.firms is 'many'; it must be a whole number."),
            ("economy.firms=-5", "--set: economy.firms is -5; it must be from 200"),
            ("economy.population=nan", "--set: economy.population is nan; it must be a finite number."),
            ("economy.population=1e999", "--set: economy.population is inf; it must be a finite number."),
            (
                "economy.population=1979-05-27",
                "economy.population is 1979-05-27; it must be a number",
            ),
            (
                "economy.report_from=500",
                "--set: economy.report_from is 500, beyond the run; it must be from 1 to 120.",
            ),
            (
                "policy.one_plus_m.start=2",
                "names a policy that is not there, one_plus_m; did you mean one_plus_n",
            ),
            (
                "policy.one_plus_n.start=999",
                "--set: policy.one_plus_n.start is 999, beyond the run; it must be from 1",
            ),
            (
                "policy.one_plus_n.share.bank=0.3",
                "--set: policy.one_plus_n.share sums to 1.1; the shares must sum",
            ),
            ("policy.one_plus_n.share.guarantor=-0.1", "share.guarantor is -0.1; it must be from 0 to 1."),
            ("policy.one_plus_n.share.guarantr=0.1", "share.guarantr is 'guarantr'; did you mean guarantor"),
            ("cycle.path_series=gdp", "--set: cycle.path_series is 'gdp'; allowed: gdp_growth."),
            ("cycle.path_series=3", "--set: cycle.path_series is 3; allowed: gdp_growth."),
            ("economy.firms_series=gdp_growth", "--set: economy.firms_series is unknown; did you mean firms"),
        ],
    )
    def test_a_wrong_option_is_refused(self, option: str, complaint: str) -> None:
        assert complaint in refusal_of("one_plus_n", set=[option])

    def test_the_short_forms_name_themselves(self) -> None:
        assert refusal_of("baseline", firms=-3).startswith("--firms: economy.firms is -3; it must be from 200")
        assert refusal_of("baseline", months=0).startswith("--months: economy.months is 0; it must be from 1")


class TestFiles:
    def test_a_missing_scenario_suggests_the_nearest(self, tmp_path: Path) -> None:
        assert refusal_of("one_plus_m").startswith("no scenario is named 'one_plus_m'; did you mean one_plus_n")
        assert "allowed: absconding_wave, anhui_4321, bank_compensation" in refusal_of("zzz")
        assert refusal_of("baseline", under="sever_recession").startswith(
            "--under: no stress is named 'sever_recession'; did you mean severe_recession"
        )
        named = refusal_of("baseline", under="one_plus_n")
        assert "(--under)" in named and "covid_2020" in named and "anhui_4321" not in named
        assert (
            refusal_of("./basline.toml")
            == "./basline.toml: there is no such file; did you mean the library's baseline?"
        )
        assert "the library has absconding_wave, anhui_4321" in refusal_of(tmp_path / "qqq.toml")

    def test_a_base_is_a_name_not_a_path(self, write: Write, tmp_path: Path) -> None:
        write("child", f'base = "{(tmp_path / "root.toml").as_posix()}"')
        assert refusal_of("child").startswith("child.toml: base: no scenario is named")

    def test_bases_must_not_run_in_a_circle(self, write: Write) -> None:
        write("egg", 'base = "hen"')
        write("hen", 'base = "egg"')
        assert refusal_of("egg") == "hen.toml: base is 'egg', which leads back to itself."
        assert refusal_of("root", under="hen") == "egg.toml: base is 'hen', which leads back to itself."
        write("selfish", 'base = "selfish"')
        assert refusal_of("selfish") == "selfish.toml: base is 'selfish', which leads back to itself."

    @pytest.mark.parametrize(
        ("text", "complaint"),
        [
            ("firms = = 3", "child.toml: the file is not valid TOML: Invalid value (at line 1, column 9)."),
            ('title = "a"\ntitle = "b"', "child.toml: the file is not valid TOML: Cannot overwrite a value"),
            (
                "x = [[[[[[[[[1]]]]]]]]]",
                "child.toml: tables and lists must not be nested deeper than 8 levels.",
            ),
            ("economy.a.b.c.d.e.f.g.h = 1", "nested deeper than 8 levels"),
            (f"x = {'[' * 30_000}", "child.toml: tables and lists must not be nested deeper than 8 levels."),
            (f"# {'x' * 66_000}", "child.toml: the file must not be larger than 64 kB."),
            ("titel = 'x'", "child.toml: titel is unknown; did you mean title?"),
            ("firms = 300", "child.toml: firms is unknown; did you mean economy.firms"),
            ('title = "a\\u001b[31m"', "child.toml: title must be one line of printable characters."),
            ('[[policy]]\nkind = "loan_renewal"\nname = 3', "child.toml: policy.0.name is 3; it must be a text."),
            ('[[policy]]\nkind = ["x"]', "child.toml: policy.0.kind is ['x']; it must be a text."),
            ("economy = 3", "child.toml: economy is 3; it must be a table."),
            ("title = 3", "child.toml: title is 3; it must be text, or a table of en and zh."),
            ('title = { en = "x" }', "child.toml: title.zh is missing."),
            ('title = { en = "x", zh = "y", fr = "z" }', "child.toml: title.fr is unknown; allowed: en, zh."),
            (
                'source = { kind = "papr", note = "x" }',
                "child.toml: source.kind is 'papr'; did you mean paper",
            ),
            ('source = { kind = "paper", note = "" }', "child.toml: source.note is empty; it must name"),
            ("base = 3", "child.toml: base is 3; it must be the name of a scenario."),
            ('base = "rot"', "child.toml: base: no scenario is named 'rot'; did you mean root"),
            ('remove = "scheme"', "child.toml: remove must be a list of names of policies."),
            ("remove = [1]", "child.toml: remove must be a list of names of policies."),
            (
                'remove = ["schem"]',
                "child.toml: remove names a policy that is not there, schem; allowed: none.",
            ),
            (
                'base = "root"\nremove = ["schem"]',
                "remove names a policy that is not there, schem; did you mean scheme (allowed: compens",
            ),
            ("[policy.x]\nstart = 1", "child.toml: policy must be written as [[policy]]."),
            ("policy = [1]", "child.toml: policy must be written as [[policy]]."),
            ("[[policy]]\nstart = 1", "child.toml: policy.0 has no kind; it must give one"),
            ("[[policy]]\nname = 3", "child.toml: policy.0.name is 3; it must be a text."),
            (
                '[[policy]]\nname = "x"',
                "child.toml: policy.x has no kind, and the base has no policy of that name",
            ),
            (
                'base = "root"\n[[policy]]\nname = "schem"\nstart = 4',
                "policy.schem has no kind, and the base has no policy of that name; did you mean scheme",
            ),
            (
                '[[policy]]\nkind = "risk_sharin"',
                "policy.risk_sharin.kind is 'risk_sharin'; did you mean risk_sharing",
            ),
            ('[[policy]]\nkind = "guarantee_fund"\n' * 2, "policy.guarantee_fund is stated twice"),
            (
                '[[policy]]\nname = "a b"\nkind = "guarantee_fund"\ncapital_yuan = 1',
                "is 'a b'; it must be 1 to 64",
            ),
            (
                'base = "root"\n[[policy]]\nname = "scheme"\nkind = "guarantee_fund"',
                "policy.scheme.kind is 'guarantee_fund' but 'risk_sharing' in the base; remove that one",
            ),
            (
                'base = "root"\n[[policy]]\nname = "scheme"\nshare = { bank = 0.5 }',
                "child.toml: policy.scheme.share sums to 0.5; the shares must sum to 1",
            ),
            (
                'base = "root"\n[[policy]]\nname = "scheme"\nstart = 500',
                "child.toml: policy.scheme.start is 500, beyond the run; it must be from 1 to 120.",
            ),
            (
                'base = "root"\n[[stress]]\nkind = "demand_shok"',
                "child.toml: stress.demand_shok.kind is 'demand_shok'; did you mean demand_shock",
            ),
            (
                'base = "root"\n[economy]\nmonths = 2',
                "root.toml: policy.scheme.start is 3, beyond the run; it must be from 1 to 2.",
            ),
        ],
    )
    def test_a_wrong_file_is_refused(self, write: Write, text: str, complaint: str) -> None:
        assert complaint in refusal_of(write("child", text))

    def test_what_cannot_be_read_is_refused(self, write: Write, tmp_path: Path) -> None:
        (tmp_path / "bytes.toml").write_bytes(b"title = '\xff'")
        assert refusal_of("bytes") == "bytes.toml: the file is not text in UTF-8; byte 10 is none of its."
        assert "the file cannot be read" in refusal_of(tmp_path)
        assert "the file cannot be read" in refusal_of("\0.toml")

    def test_a_stress_leaves_policies_alone(self, write: Write) -> None:
        write("removing", 'base = "root"\nremove = ["scheme"]')
        write("adding", '[[policy]]\nkind = "guarantee_fund"\ncapital_yuan = 1')
        assert refusal_of("root", under="removing").startswith("removing.toml: remove must not stand in a stress")
        assert refusal_of("root", under="adding").startswith("adding.toml: policy must not stand in a stress")
        assert refusal_of("root", under="root").startswith("root.toml: policy must not stand in a stress")


def load_or_refuse(path: Path) -> None:
    """Whatever the file holds, it becomes a scenario or a sentence."""
    try:
        scenario = load(path)
    except RequestError as error:
        said(error, path.name)
    else:
        assert scenario.hash == load(path).hash


def said(error: RequestError, place: str) -> None:
    """The sentence stands on one line in both languages and names the place."""
    for language, stop in (("en", (".", "?")), ("zh", ("。", "？"))):
        words = error.in_language(language)
        assert place in words and len(words.splitlines()) == 1 and words.endswith(stop), words


fuzz = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=150)


@fuzz
@given(st.binary(max_size=200))
def test_random_bytes_never_crash(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "junk.toml").write_bytes(content)
    load_or_refuse(tmp_path / "junk.toml")


@fuzz
@given(st.sampled_from(library()), st.data())
def test_a_damaged_library_file_never_crashes(tmp_path: Path, name: str, data: st.DataObject) -> None:
    text = (files.LIBRARY / f"{name}.toml").read_text(encoding="utf-8")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 60)))
    junk = data.draw(st.text(alphabet="[]{}=\"'.,#-+_ \n0123456789abneinfultrue", max_size=8))
    (tmp_path / "junk.toml").write_text(text[:start] + junk + text[end:], encoding="utf-8")
    load_or_refuse(tmp_path / "junk.toml")


plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6)
keys = st.sampled_from(["policy", "stress", "economy", "cycle", "title", "kind", "name", "share", "bank", "start", "x"])


@st.composite
def documents(draw: st.DrawFn) -> str:
    def inline(depth: int) -> str:
        form = draw(st.sampled_from(["scalar", "list", "table"] if depth else ["scalar"]))
        if form == "list":
            return f"[{', '.join(inline(depth - 1) for _ in range(draw(st.integers(0, 2))))}]"
        if form == "table":
            names = draw(st.lists(keys, max_size=3, unique=True))
            return "{" + ", ".join(f"{name} = {inline(depth - 1)}" for name in names) + "}"
        scalars = [
            "1",
            "-1",
            "0.5",
            "nan",
            "inf",
            "true",
            '"risk_sharing"',
            '"balance"',
            '"x"',
            "1979-05-27",
            "9" * 30,
        ]
        return draw(st.sampled_from(scalars))

    names = draw(st.lists(keys, max_size=5, unique=True))
    return "\n".join(f"{name} = {inline(4)}" for name in names)


@fuzz
@given(documents())
def test_a_well_formed_file_of_nonsense_never_crashes(tmp_path: Path, text: str) -> None:
    tomllib.loads(text)
    (tmp_path / "junk.toml").write_text(text, encoding="utf-8")
    load_or_refuse(tmp_path / "junk.toml")


@fuzz
@given(st.lists(st.text(alphabet="policyenmstar.=_[]{}\"'0123456789-\n", max_size=40), max_size=3))
def test_random_options_never_crash(options: list[str]) -> None:
    try:
        scenario = load("one_plus_n", set=options)
    except RequestError as error:
        said(error, "--set")
    else:
        assert scenario.months == 120 or any("months" in option for option in options)


@settings(fuzz, max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(["economy.firms", "economy.months"]), st.integers(200, 999)), max_size=6))
def test_options_apply_in_order_and_the_last_wins(options: list[tuple[str, int]]) -> None:
    texts = [f"{path}={value}" for path, value in options]
    assert load("baseline", set=texts) == load("baseline", set=dict(options))
    assert load("baseline", set=[*texts, *texts]) == load("baseline", set=texts)
