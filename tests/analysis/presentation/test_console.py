"""Tables on screens of any width."""

import re

import pytest


def printed(comparison, language: str, columns: int, monkeypatch, capsys) -> list[str]:
    from smecredit.analysis.presentation.console import console
    from smecredit.analysis.presentation.results import comparison_tables

    monkeypatch.setenv("COLUMNS", str(columns))
    for part in comparison_tables(comparison, language):
        console().print(part)
    out = capsys.readouterr().out
    assert "\x1b" not in out
    return out.splitlines()


@pytest.fixture(scope="module", params=[1, 2, 7], ids=["two", "three", "eight"])
def some(request, make):
    """Comparisons of two, three and eight scenarios."""
    return make("baseline", *(["one_plus_n", "no_support"] * 4)[: request.param], seeds=3)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("columns", [30, 40, 60, 80, 110, 140, 200])
def test_tables_fit_the_width_they_are_given(some, language, columns, monkeypatch, capsys) -> None:
    from rich.cells import cell_len

    from smecredit.analysis.presentation import tables

    lines = printed(some, language, columns, monkeypatch, capsys)
    assert max(map(cell_len, lines)) <= columns
    # No number is broken over two lines and none is missing, whatever the layout.
    for rows in tables.questions(some)[0].values():
        for row in rows:
            for cell in row.cells:
                assert any(number(cell.level.of(language)) in line for line in lines), row.label
            for cell in row.cells[1:]:
                assert any(number(cell.difference.of(language)) in line for line in lines), row.label


def number(shown: str) -> str:
    """A number without what it is per, which may stand on the next line."""
    return shown.partition("（")[0]


def test_a_narrow_table_gives_a_line_to_each_scenario(make, monkeypatch, capsys) -> None:
    few = make("baseline", "one_plus_n", "no_support", seeds=10)
    lines = printed(few, "en", 80, monkeypatch, capsys)
    place = next(n for n, line in enumerate(lines) if line.startswith("  Firms with a bank loan"))
    found = [re.split(r"\s{2,}", line.strip()) for line in lines[place : place + 3]]
    assert [len(row) for row in found] == [2, 4, 4]
    assert found[1][0] == "1+N risk sharing"
    assert found[2][0] == "No public support"
    level, change = few.mean("one_plus_n", "borrower_share"), few.difference("one_plus_n", "borrower_share")
    # One unit and one number of decimals in the row: what its differences need.
    decimals = len(found[1][1].rstrip("%").partition(".")[2])
    assert found[1][1] == f"{100 * level.value:.{decimals}f}%"
    assert found[1][2].startswith(f"+{100 * change.value:.{decimals}f}")
    assert found[0][1].rstrip("%").partition(".")[2] and len(found[0][1].rstrip("%").partition(".")[2]) == decimals
    assert found[1][2].endswith("▲")
    wide = printed(few, "en", 140, monkeypatch, capsys)
    assert sum(line.startswith("  Firms with a bank loan") for line in wide) == 1
    assert not any(line.strip().startswith("1+N risk sharing  ") for line in wide)


def test_the_table_tells_what_would_have_happened_anyway(comparison, monkeypatch, capsys) -> None:
    said = " ".join(" ".join(printed(comparison, "en", 140, monkeypatch, capsys)).split())
    for words in (
        "How much would have happened anyway?", "Additional to “Baseline”: micro", "Lent under “Baseline” too",
        "there are no such loans", "Why do firms fail?", "Failures: credit cut off", "Public cost per firm saved",
        "denominator is zero", "Twin runs drift apart; docs/attribution.md", "Firms saved against “Baseline”",
        "public cost −", "less of both",
    ):  # fmt: skip
        assert words in said
    said = " ".join(printed(comparison, "zh", 140, monkeypatch, capsys))
    assert "没有政策也会发生多少？" in said
    assert "没有这类贷款" in said


def test_a_chinese_reason_is_broken_so_that_the_table_fits(comparison, monkeypatch, capsys) -> None:
    lines = printed(comparison, "zh", 100, monkeypatch, capsys)
    assert any("公共成本" in line and "：" in line for line in lines)  # the parts of a ratio that is not given
    assert not any(line.strip().startswith("水平：") for line in lines)
