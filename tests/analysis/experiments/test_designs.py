"""Designs give the points they say, always the same, within their bounds."""

import tracemalloc

import numpy as np
import pytest

from smecredit.analysis.experiments.designs import Block, Range, crossed
from smecredit.analysis.experiments.sweep_file import read_sweep
from smecredit.simulation.ground.errors import RequestError

RANGES = {"a.x": {"low": 1.0, "high": 3.0}, "a.y": {"low": 0.01, "high": 1.0, "scale": "log"}}


def block(**stated) -> Block:
    return Block.read(stated)


def test_a_grid_has_every_combination_once() -> None:
    points = [*block(design="grid", values={"a.x": [1, 2], "a.y": ["u", "v", "w"]}).each()]
    assert len(points) == 6 == len({tuple(point.items()) for point in points})
    assert points[0] == {"a.x": 1, "a.y": "u"}


def test_a_list_has_its_rows() -> None:
    rows = [{"a.x": 1, "a.y": 2}, {"a.y": 4, "a.x": 3}]
    assert [*block(design="list", rows=rows).each()] == rows


@pytest.mark.parametrize("design", ["latin_hypercube", "sobol"])
def test_samples_fill_their_ranges_evenly_and_repeat(design: str) -> None:
    sampled = block(design=design, points=64, seed=5, ranges=RANGES)
    points = [*sampled.each()]
    assert points == [*block(design=design, points=64, seed=5, ranges=RANGES).each()]
    assert points != [*block(design=design, points=64, seed=6, ranges=RANGES).each()]
    linear = (np.array([point["a.x"] for point in points]) - 1.0) / 2.0
    logs = np.log(np.array([point["a.y"] for point in points]) / 0.01) / np.log(100.0)
    for parts in (linear, logs):
        # One point in each of 64 equal strips: both designs are balanced in one dimension.
        assert sorted(np.floor(parts * 64).astype(int)) == [*range(64)]


def test_steps_are_kept_and_whole_steps_give_whole_numbers() -> None:
    stepped = Range.read({"low": 0.1, "high": 0.35, "step": 0.05})
    found = [stepped.at(part) for part in np.linspace(0.0, 1.0, 101)]
    assert set(found) == {0.1, 0.15, 0.2, 0.25, 0.3, 0.35}
    whole = Range.read({"low": 3, "high": 9, "step": 2})
    values = [whole.at(part) for part in (0.0, 0.5, 1.0)]
    assert all(isinstance(value, int) and 3 <= value <= 9 and value % 2 == 0 for value in values)


def test_blocks_are_crossed() -> None:
    blocks = (
        block(design="grid", values={"a.x": [1, 2]}),
        block(design="sobol", points=4, ranges={"b.z": RANGES["a.x"]}),
    )
    points = [*crossed(blocks)]
    assert len(points) == 8
    assert all(set(point) == {"a.x", "b.z"} for point in points)
    assert [*crossed(())] == [{}]


MISTAKES = [
    ({"seedz": 2}, "sweep: seedz is unknown; did you mean seeds"),
    ({}, "sweep: it states nothing; name scenarios, levers or uncertainties."),
    ({"seeds": 0}, "sweep: seeds is 0; it must be from 1 to 100,000"),
    ({"scenarios": []}, "sweep: scenarios is empty"),
    ({"levers": 3}, "sweep: levers is 3; it must be a list"),
    ({"levers": [{"design": "gird"}]}, "levers.0.design is 'gird'; did you mean grid"),
    ({"levers": [{"design": "grid"}]}, "lacks values; the design grid has values"),
    ({"levers": [{"design": "sobol", "points": 4}]}, "lacks ranges; the design sobol has ranges and points"),
    ({"levers": [{"design": "grid", "values": {"a.x": 3}}]}, "gives 3 for a.x; it must be a list"),
    ({"levers": [{"design": "grid", "values": {"a.x": [3]}, "points": 4}]}, "has points, which is no part of"),
    ({"levers": [{"design": "list", "rows": [{"a": 1}, {"b": 1}]}]}, "row 2 of rows"),
    ({"levers": [{"design": "sobol", "points": 6, "ranges": RANGES}]}, "such as 4 or 8"),
    ({"levers": [{"design": "sobol", "points": 4, "ranges": {"a.x": {"low": 2, "high": 1}}}]}, "low must be less"),
    (
        {"levers": [{"design": "sobol", "points": 4, "ranges": {"a.x": {"low": 0, "high": 1, "scale": "log"}}}]},
        "on a log scale low must be above 0",
    ),
    ({"levers": [{"design": "sobol", "points": 4, "ranges": {"a.x": {"low": 2, "hihg": 3}}}]}, "did you mean high"),
    ({"set": {"a.x": 1}, "levers": [{"design": "list", "rows": [{"a.x": 1}]}]}, "a.x is given values in more than"),
    ({"firms": 500, "set": {"economy.firms": 300}}, "firms and economy.firms mean the same"),
]


@pytest.mark.parametrize(("stated", "words"), MISTAKES, ids=[words[:40] for _, words in MISTAKES])
def test_a_mistake_in_a_sweep_is_told_with_its_place(stated, words) -> None:
    with pytest.raises(RequestError) as refused:
        read_sweep(stated)
    assert words in str(refused.value)
    assert "sweep：" in refused.value.in_language("zh")


def test_a_file_that_is_no_toml_is_told_with_its_name(tmp_path) -> None:
    path = tmp_path / "mine.toml"
    for content, words in ((b"seeds = ", "not valid TOML"), (b"\xff\xfe", "not text in UTF-8")):
        path.write_bytes(content)
        with pytest.raises(RequestError, match=words):
            read_sweep(path)
    with pytest.raises(RequestError, match=r"cannot be read .*TOML files beside it: mine\.toml"):
        read_sweep(tmp_path / "other.toml")


def test_a_huge_file_is_refused_without_being_read_whole(tmp_path) -> None:
    path = tmp_path / "huge.toml"
    with path.open("wb") as file:
        file.truncate(512 * 2**20)  # a hole: it takes no room on the disk
    tracemalloc.start()
    try:
        with pytest.raises(RequestError, match="must not be larger than 16 MB"):
            read_sweep(path)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 64 * 2**20


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"step": 1e-320}, "has step 1e-320; it must be from"),
        ({"low": -1e308, "high": 1e308}, "wider than any number"),
        ({"low": 0.21, "high": 0.26, "step": 0.04}, None),
        ({"low": 0.21, "high": 0.29, "step": 0.08}, None),
    ],
)
def test_a_range_that_no_value_fits_is_refused(changed, words: str | None) -> None:
    given = {"low": 0.2, "high": 0.3, **changed}
    if words is None:
        assert given["low"] - 1e-9 <= Range.read(given, "range", lambda _: "file").at(0.4) <= given["high"] + 1e-9
        return
    with pytest.raises(RequestError, match=words):
        Range.read(given, "range", lambda _: "file")
