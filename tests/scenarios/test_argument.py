"""A scenario with settings of its own: where its name ends, what each setting is, what is told of a mistake."""

import re
from pathlib import Path

import pytest

from smecredit.scenarios import load
from smecredit.scenarios.argument import read_argument
from smecredit.simulation.ground.errors import RequestError


@pytest.mark.parametrize(
    ("given", "name", "settings"),
    [
        ("baseline", "baseline", ()),
        ("baseline,cycle.policy_rate=0.05", "baseline", ("cycle.policy_rate=0.05",)),
        ("baseline , a.b = 1 ,c.d=2", "baseline", ("a.b=1", "c.d=2")),
        ("x.toml,a.b=[1, 2],c.d=3", "x.toml", ("a.b=[1, 2]", "c.d=3")),
        ("x,a.b={c=[1,2], d={e=1,f=2}},g.h=1", "x", ("a.b={c=[1,2], d={e=1,f=2}}", "g.h=1")),
        ("""x,a.b="one, ]two",c.d='three,"four',e.f=1""", "x", ('a.b="one, ]two"', """c.d='three,"four'""", "e.f=1")),
        (r'x,a.b="a\",b",c.d=1', "x", (r'a.b="a\",b"', "c.d=1")),
        ("x,a.b={c='balance', d=0.4},e.f=1", "x", ("a.b={c='balance', d=0.4}", "e.f=1")),
        # An apostrophe inside a word opens nothing; a bracket that nobody closes keeps the rest.
        ("x,a.b=it's,c.d=1", "x", ("a.b=it's", "c.d=1")),
        ("x,a.b=[1,c.d=1", "x", ("a.b=[1,c.d=1",)),
        ("x,a.b=]1,c.d=1", "x", ("a.b=]1", "c.d=1")),
        ("no/such,file.toml", "no/such,file.toml", ()),
        ("[a,b=1", "[a", ("b=1",)),
    ],
)
def test_where_the_name_ends_and_each_setting_begins(given: str, name: str, settings: tuple[str, ...]) -> None:
    found = read_argument(given)
    assert (found.name, found.settings) == (name, settings)


def test_a_file_whose_name_holds_a_comma_is_that_file(tmp_path: Path) -> None:
    path = tmp_path / "rates, [low,x=1.toml"
    path.write_text('title = "t"\nbase = "baseline"\n')
    assert load(str(path)).name == "rates, [low,x=1"
    changed = load(f"{path},cycle.policy_rate=0.05")
    assert changed.group("cycle").policy_rate == 0.05
    assert load(path).group("cycle").policy_rate != 0.05


def test_own_settings_are_laid_over_all_else_and_named() -> None:
    scenario = load(
        "baseline,cycle.policy_rate=0.05,stress.recession.depth=-0.05",
        under="severe_recession",
        set=["cycle.policy_rate=0.04", "economy.burn_in=12"],
    )
    assert (scenario.group("cycle").policy_rate, scenario.burn_in) == (0.05, 12)
    (recession,) = (stress for stress in scenario.stresses if stress.name == "recession")
    assert recession.depth == -0.05
    assert scenario.name == "baseline,cycle.policy_rate=0.05,stress.recession.depth=-0.05"
    assert scenario.title["en"].startswith("Baseline, cycle.policy_rate=0.05, stress.recession.depth=-0.05")
    assert scenario.title["zh"].startswith("基准，cycle.policy_rate=0.05，stress.recession.depth=-0.05")
    assert scenario.origins["cycle.policy_rate"] == scenario.name
    assert scenario.origins["economy.burn_in"] == "--set"


def test_a_scenario_shows_itself_in_a_line() -> None:
    scenario = load("baseline,cycle.policy_rate=0.05", firms=500, months=24)
    shown = f"Scenario('{scenario.name}', firms=500, months=24, hash={scenario.hash[:12]})"
    assert repr(scenario) == shown


def test_the_same_settings_make_the_same_scenario() -> None:
    own = load("one_plus_n,policy.one_plus_n.delay_months=5")
    assert own.hash == load("one_plus_n", set={"policy.one_plus_n.delay_months": 5}).hash


def test_the_settings_stand_before_the_colon_of_a_longer_title(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('title = { en = "Mine: with a rest", zh = "我的：其余" }\nbase = "baseline"\n')
    assert load(f"{path},cycle.policy_rate=0.05").title == {
        "en": "Mine, cycle.policy_rate=0.05: with a rest",
        "zh": "我的，cycle.policy_rate=0.05：其余",
    }


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("baseline,rubbish", "baseline,rubbish: 'rubbish' must read path=value, such as baseline,economy.burn_in=24."),
        ("baseline,", "'' must read path=value"),
        ("baseline,=3", "'=3' must read path=value"),
        ("baseline,cycle.polcy_rate=1", "baseline,cycle.polcy_rate=1: cycle.polcy_rate is unknown; did you mean"),
        ("baseline,cycle.policy_rate=nan", "cycle.policy_rate is nan"),
        ("basline,cycle.policy_rate=0.05", "no scenario is named 'basline'; did you mean baseline"),
        ("baseline,economy.firms=300", "economy.firms is 300, but --firms says 500"),
        ("no/such,file.toml", "no/such,file.toml: there is no such file"),
        ("baseline,economy.burn_in=24,economy.burn_in=36", "economy.burn_in is given more than once"),
    ],
)
def test_a_mistake_in_them_is_told_with_the_argument(given: str, words: str) -> None:
    with pytest.raises(RequestError) as told:
        load(given, firms=500)
    assert words in str(told.value)
    assert re.search("[\u4e00-\u9fff]", told.value.in_language("zh"))


NASTY = ["\x1b[31mred", "a\nb", "\x9b2J", "\u202egnirts", "=1+1", "<b>bold", "[red]x", "\udcff", "\u2028"]


@pytest.mark.parametrize("stem", NASTY, ids=ascii)
def test_the_name_of_a_file_is_text_on_one_line(stem: str, tmp_path: Path) -> None:
    path = tmp_path / f"{stem}.toml"
    path.write_text('base = "baseline"\n[cycle]\npolicy_rate = 0.05\n')
    scenario = load(f"{path},economy.burn_in=12")
    shown = [scenario.name, *scenario.title.values(), *scenario.summary.values(), *scenario.origins.values()]
    assert all(words.isprintable() for words in shown)
    assert all(words.encode() for words in shown)
    path.write_text('base = "nothing"\n')
    with pytest.raises(RequestError) as told:
        load(str(path))
    assert str(told.value).isprintable()
