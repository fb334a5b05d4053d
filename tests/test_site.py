"""The documentation site builds without a warning; the page about Mesa runs."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MESA = (ROOT / "docs" / "mesa.md").read_text(encoding="utf-8")


def test_the_page_about_mesa_runs() -> None:
    batch, page = re.findall(r"^```python\n(.*?)^```$", MESA, flags=re.MULTILINE | re.DOTALL)
    found: dict[str, list] = {}
    exec(batch.replace('"firms": 500', '"firms": 200').replace('"months": 24', '"months": 2'), found)
    assert len(found["rows"]) == 8
    assert {(row["scenario"], row["cycle.policy_rate"], row["rng"]) for row in found["rows"]} == {
        (name, rate, seed) for name in ("baseline", "one_plus_n") for rate in (0.02, 0.04) for seed in (1, 2)
    }
    pytest.importorskip("solara", reason="Solara is not installed: smecredit[viz]")
    exec(page, found)
    assert found["page"]


@pytest.mark.long
def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    for name in ("mkdocs", "material", "mkdocstrings", "nbconvert"):
        pytest.importorskip(name, reason=f"{name} is not installed: smecredit[docs]")
    site = tmp_path / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "WARNING" not in done.stderr
    for page, anchor in (
        ("reference/sources", "F66"),
        ("reference/parameters", "cycle.policy_rate"),
        ("zh/reference/indicators", "default_rate"),
        ("reference/scenarios", "one_plus_n"),
        ("code/simulation", "smecredit.simulation.market.CreditMarket"),
    ):
        assert f'id="{anchor}"' in (site / page / "index.html").read_text(encoding="utf-8"), (page, anchor)
    assert (site / "notebooks" / "first_steps.ipynb").is_file()
    fetched = re.compile(r'<(?:script|link|img)[^>]+(?:src|href)="https?://')
    assert not [path for path in site.rglob("*.html") if fetched.search(path.read_text(encoding="utf-8"))]
