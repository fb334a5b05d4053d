"""What a scenario changes against its base, from files made up here."""

from pathlib import Path

import pytest

from smecredit.analysis.presentation.changes import (
    ADDED,
    CHANGED,
    REMOVED,
    base_of,
    changes,
    is_stress,
    one_line,
    shown_value,
)
from smecredit.scenarios import library, load

HEAD = 'title = "t"\nsummary = "s"\n'


@pytest.fixture
def write(tmp_path: Path):
    def make(body: str, name: str = "mine") -> str:
        path = tmp_path / f"{name}.toml"
        path.write_text(HEAD + body, encoding="utf-8")
        return str(path)

    return make


def test_an_altered_policy_and_a_changed_value_are_named_with_what_they_were(write) -> None:
    path = write(
        'base = "baseline"\n[repayment]\nwithout_repayment = 0.5\n'
        '[[policy]]\nname = "public_guarantors"\nfee_annual = 0.005\n'
    )
    own, base = load(path), load(base_of(path))
    found = {change.path: change for change in changes(own, base)}
    assert set(found) == {"repayment.without_repayment", "policy.public_guarantors.fee_annual"}
    fee = found["policy.public_guarantors.fee_annual"]
    assert (fee.what, fee.before, fee.after, Path(fee.layer).name) == (CHANGED, 0.01, 0.005, "mine.toml")
    assert "policy.public_guarantors.fee_annual 0.01 → 0.005" in one_line(own, base, "en")
    assert one_line(own, base, "zh").startswith("设定 ")
    assert not is_stress(own, list(found.values()))


def test_a_table_replaced_as_a_whole_shows_what_went(write) -> None:
    path = write(
        'base = "baseline"\n[[policy]]\nname = "national_scheme"\ncap = {}\n'
        '[policy.share]\nguarantor = 0.8\nbank = "balance"\n'
    )
    found = {change.path: change for change in changes(load(path), load("baseline"))}
    prefix = "policy.national_scheme"
    assert found[f"{prefix}.share.national_fund"].after is None
    assert found[f"{prefix}.share.guarantor"].before == 0.4
    assert found[f"{prefix}.cap.national_fund.a_year"].before == 0.008
    assert "2 more" in one_line(load(path), load("baseline"), "en") or len(found) <= 4


def test_added_and_removed_are_whole(write) -> None:
    found = changes(load("one_plus_n"), load("baseline"))
    assert [(change.path, change.what, change.after) for change in found if change.what == ADDED] == [
        ("policy.local_funds", ADDED, "compensation_fund"),
        ("policy.one_plus_n", ADDED, "risk_sharing"),
        ("policy.one_plus_n_fund", ADDED, "compensation_fund"),
    ]
    assert [change.path for change in found if change.what == REMOVED] == ["policy.national_scheme"]
    assert changes(load("baseline"), load("baseline")) == []
    same = write('base = "baseline"\n')
    assert one_line(load(same), load("baseline"), "en") == "nothing"


@pytest.mark.parametrize("name", library())
def test_every_scenario_of_the_library_says_what_it_changes(name: str) -> None:
    above = base_of(name)
    base = None if above is None else load(above)
    for language in ("en", "zh"):
        assert one_line(load(name), base, language)
        assert one_line(load(name), base, language) not in ("nothing", "无变化")


def test_values_are_shown_as_toml_would_have_them() -> None:
    assert [shown_value(each) for each in (None, True, 0.1 + 0.2, 3e11, 12, 1234.5, ("a", "b"))] == [
        "–", "true", "0.3", "300_000_000_000", "12", "1234.5", "[a, b]",
    ]  # fmt: skip
