"""The compiled cache cannot go stale: a kernel's folder is named by all the source it is compiled from."""

import ast
import shutil
from pathlib import Path

import pytest

from smecredit.simulation.ground import compiled_cache


class TestSourceHash:
    @pytest.fixture
    def copy(self, root: Path, tmp_path: Path) -> Path:
        """A folder with a copy of the package."""
        shutil.copytree(root / "simulation", tmp_path / "simulation", ignore=shutil.ignore_patterns("__pycache__"))
        return tmp_path

    def hash_of(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
        monkeypatch.setattr(compiled_cache, "__file__", str(folder / "simulation" / "ground" / "compiled_cache.py"))
        compiled_cache._source.cache_clear(), compiled_cache._closure.cache_clear()
        return compiled_cache.source_hash()

    def test_a_change_in_anything_it_imports_changes_it(self, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        seen = {self.hash_of(copy, monkeypatch)}
        for name in (
            "behaviour/lending/underwriting.py",
            "ground/mathematics.py",
            "behaviour/lending/screening.py",
            "state/structure.py",
        ):
            file = copy / "simulation" / name
            file.write_text(file.read_text(encoding="utf-8") + "\n# another line\n", encoding="utf-8")
            seen.add(self.hash_of(copy, monkeypatch))
        assert len(seen) == 5

    def test_what_it_does_not_import_does_not_count(self, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        before = self.hash_of(copy, monkeypatch)
        (copy / "simulation" / "note.txt").write_text("a note", encoding="utf-8")
        (copy / "simulation" / "ground" / "units.py").touch()
        (copy / "simulation" / "policy" / "lottery.py").write_text("", encoding="utf-8")
        assert self.hash_of(copy, monkeypatch) == before

    def test_every_import_at_the_top_is_seen(self, root: Path) -> None:
        package = root / "simulation"
        for path in package.rglob("*.py"):
            wanted = set()
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ImportFrom) and node.level:
                    folder = path.parents[node.level - 1]
                    if not folder.is_relative_to(package):
                        continue
                    stem = (folder.relative_to(package) / (node.module or "").replace(".", "/")).as_posix().strip(".")
                    wanted |= {stem, *(f"{stem}/{name.name}".strip("/") for name in node.names)}
            wanted = {f"{stem}.py" for stem in wanted if stem and (package / f"{stem}.py").is_file()}
            found = compiled_cache._source(package, path.relative_to(package).as_posix())[1]
            assert wanted <= set(found), path

    @pytest.mark.parametrize(
        ("line", "path", "wanted"),
        [
            ("from . import near", "a/b/self.py", {"a/b/near.py", "a/b/__init__.py"}),
            ("from . import far, near as n", "a/b/self.py", {"a/b/near.py", "a/b/__init__.py"}),
            ("from .. import b, side", "a/b/self.py", {"a/side.py", "a/b/__init__.py", "a/__init__.py"}),
            ("from .near import thing", "a/b/self.py", {"a/b/near.py"}),
            ("from ..side import (\n    one,  # (of many)\n    two,\n)", "a/b/self.py", {"a/side.py"}),
            ("from . import (  # some :)\n    near,\n)", "a/b/self.py", {"a/b/near.py", "a/b/__init__.py"}),
            ("from . import other, \\\n    near", "a/b/self.py", {"a/b/near.py", "a/b/__init__.py"}),
            ("from .b import near", "a/__init__.py", {"a/b/near.py", "a/b/__init__.py"}),
            ("from . import a", "top.py", {"a/__init__.py", "__init__.py"}),
            ("from ... import a", "a/b/self.py", {"a/__init__.py", "__init__.py"}),
            ("from .... import a", "a/b/self.py", set()),
            ("    from . import near", "a/b/self.py", set()),
        ],
    )
    def test_an_import_is_read_as_python_reads_it(self, line: str, path: str, wanted: set[str], tmp_path: Path) -> None:
        for name in ("__init__", "a/__init__", "a/side", "a/b/__init__", "a/b/near"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / f"{name}.py").write_text("")
        (tmp_path / path).write_text(f"x = 1\n{line}\ny = 2\n")
        assert set(compiled_cache._source(tmp_path, path)[1]) == wanted

    def test_the_place_does_not_count(
        self, copy: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = tmp_path_factory.mktemp("elsewhere")
        shutil.copytree(copy / "simulation", other / "simulation")
        assert self.hash_of(copy, monkeypatch) == self.hash_of(other, monkeypatch)
