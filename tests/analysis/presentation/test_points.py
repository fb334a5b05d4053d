"""Points in a table: short where their paths are long, and no two of them alike."""

from smecredit.analysis.presentation.points import short_names, values_said
from smecredit.analysis.presentation.strings import shortened_path


def test_paths_are_told_apart_by_as_much_of_their_ends_as_it_takes() -> None:
    paths = ["policy.one.share.fund", "policy.other.share.fund", "cycle.policy_rate"]
    assert [*short_names(paths).values()] == ["one.share.fund", "other.share.fund", "policy_rate"]


def test_values_stand_behind_paths_or_their_names() -> None:
    values = [("cycle.policy_rate", 0.0130097), ("economy.firms", 200), ("opening.settled", False)]
    assert values_said(values) == "cycle.policy_rate = 0.0130097, economy.firms = 200, opening.settled = false"
    names = short_names([path for path, _ in values])
    assert values_said(values, names) == "policy_rate=0.0130097, firms=200, settled=false"


def test_of_a_long_path_folders_in_the_middle_are_left_out() -> None:
    assert shortened_path("/data/me/shares.results") == "/data/me/shares.results"
    long = "/data/" + "very_long_name/" * 5 + "sweeps/shares.results"
    assert shortened_path(long) == "/data/.../sweeps/shares.results"
    name = "x" * 60 + ".results"
    assert shortened_path(f"runs/of/{name}") == f"runs/.../{name}"
    assert shortened_path(f"runs/{name}") == f"runs/{name}"
