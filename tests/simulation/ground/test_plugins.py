"""A user's own file joins, or is refused in one sentence."""

import hashlib
import importlib
import pickle
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from smecredit.simulation.ground import plugins
from smecredit.simulation.ground.errors import RequestError
from smecredit.simulation.policy.instrument import Instrument, instrument_kinds

POLICY = '''
from typing import ClassVar
from smecredit.simulation.policy.instrument import Instrument

class Nothing(Instrument):
    """Does nothing."""

    kind: ClassVar[str] = "KIND"
    label: ClassVar[dict[str, str]] = {"en": "nothing", "zh": "无"}
    spends: ClassVar[bool] = False
'''

#: What a module needs to declare a group of parameters or an indicator.
DECLARES = """
from functools import partial
from operator import attrgetter
from smecredit.simulation.ground.parameters import ParameterGroup
from smecredit.simulation.observe.indicator import IndicatorGroup, Measure, Words
ABOUT = "of_a_test", Measure("yuan", "mean", 0), Words("a", "b", "a", "b")
"""


@pytest.fixture
def write(tmp_path: Path):
    def written(content: str, name: str = "my_policy.py") -> Path:
        file = tmp_path / name
        file.write_text(content, encoding="utf-8")
        return file

    return written


def test_what_a_file_declares_is_registered_and_pickled_under_its_name(write) -> None:
    plugin = plugins.load_plugin(write(POLICY.replace("KIND", "plugin_one")))
    assert (plugin.name, len(plugin.sha256)) == ("my_policy", 64)
    assert plugin in plugins.plugins()
    kind = instrument_kinds()["plugin_one"]
    assert issubclass(kind, Instrument)
    assert pickle.loads(pickle.dumps(kind(name="x"))) == kind(name="x")


def test_a_file_joins_once_and_a_changed_file_anew(write) -> None:
    first = plugins.load_plugin(write(POLICY.replace("KIND", "plugin_two"), "twice.py"))
    kind = instrument_kinds()["plugin_two"]
    assert plugins.load_plugin(first.path) is first
    assert instrument_kinds()["plugin_two"] is kind
    second = plugins.load_plugin(write(POLICY.replace("KIND", "plugin_three"), "twice.py"))
    assert second.sha256 != first.sha256
    assert "plugin_three" in instrument_kinds()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("1 +", ["SyntaxError", "line 1"]),
        ("x = 1\ny = 2\nraise ValueError('no such thing')", ["line 3", "ValueError", "no such thing"]),
        ("import no_such_module_at_all", ["no_such_module_at_all", "line 1"]),
    ],
)
def test_a_file_that_fails_is_named_with_its_line(write, content: str, words: list[str]) -> None:
    file = write(content, "broken.py")
    with pytest.raises(RequestError) as caught:
        plugins.load_plugin(file)
    assert all(word in str(caught.value) for word in (str(file), *words))
    assert "插件" in caught.value.in_language("zh")
    assert not [name for name in sys.modules if name.startswith("smecredit_plugin_broken")]


@pytest.mark.parametrize("name", ["missing.py", "folder.py", "notes.txt"])
def test_what_is_no_file_of_code_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "notes.txt").write_text("x = 1")
    with pytest.raises(RequestError, match=name):
        plugins.load_plugin(tmp_path / name)


def test_installed_packages_join_by_their_entry_points(write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(POLICY.replace("KIND", "plugin_installed"), "some_package.py")
    monkeypatch.syspath_prepend(str(tmp_path))
    points = [EntryPoint("mine", "some_package", plugins.GROUP)]
    monkeypatch.setattr(plugins, "entry_points", lambda group: points if group == plugins.GROUP else [])
    monkeypatch.setattr(plugins, "_installed_looked_for", False)
    assert "plugin_installed" in instrument_kinds()
    assert "mine" in {plugin.name for plugin in plugins.plugins()}
    monkeypatch.setattr(plugins, "_installed_looked_for", False)
    points[:] = [EntryPoint("broken", "no_such_package_at_all", plugins.GROUP)]
    with pytest.raises(RequestError, match="no_such_package_at_all"):
        instrument_kinds()


def test_what_is_imported_is_known_with_its_file_and_hash(
    write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(POLICY.replace("KIND", "plugin_imported"), "smecredit_plugin_imported.py")
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.import_module("smecredit_plugin_imported")
    (found,) = (plugin for plugin in plugins.plugins() if plugin.module == "smecredit_plugin_imported")
    assert (found.name, found.path) == ("smecredit_plugin_imported", str(file))
    assert found.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert found in plugins.for_other_processes()


@pytest.mark.parametrize(
    "declaration",
    [
        "class Terms(ParameterGroup, key='of_a_test', title={'en': 'a', 'zh': 'b'}): pass",
        "IndicatorGroup('wages').declare(*ABOUT, lambda counts: counts.flow_wages)",
        "IndicatorGroup('wages').declare(*ABOUT, partial(lambda share, counts: counts.flow_wages * share, 0.5))",
        "IndicatorGroup('wages').declare(*ABOUT, attrgetter('flow_wages'), lambda counts: counts.employees_milli)",
    ],
)
def test_a_group_of_parameters_and_an_indicator_tell_their_module(write, tmp_path: Path, declaration: str) -> None:
    write(DECLARES + declaration, "declares.py")
    code = (
        "import declares; from smecredit.simulation.ground.plugins import plugins;"
        "print(*(plugin.name for plugin in plugins()))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("declares\n", "")


def test_the_package_s_own_modules_are_no_plugins() -> None:
    code = (
        "from smecredit.scenarios import load; load('one_plus_n');"
        "from smecredit.simulation.observe.indicator import indicators; indicators();"
        "from smecredit.simulation.ground.plugins import plugins; print(plugins())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_what_is_typed_in_is_refused_to_other_processes() -> None:
    code = POLICY.replace("KIND", "typed_in") + (
        "from smecredit.simulation.ground.errors import RequestError\n"
        "from smecredit.simulation.ground.plugins import for_other_processes, plugins\n"
        "print([(plugin.name, plugin.path) for plugin in plugins()])\n"
        "try:\n    for_other_processes()\n"
        "except RequestError as error:\n    print(error, error.in_language('zh'), sep='\\n')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert done.stderr == ""
    known, english, chinese = done.stdout.splitlines()
    assert known == "[('__main__', '')]"
    assert "__main__" in english and "a file of its own" in english and "workers=1" in english
    assert "单独的文件" in chinese and "workers=1" in chinese


def test_a_name_that_is_no_identifier_joins_too(write) -> None:
    plugin = plugins.load_plugin(write(POLICY.replace("KIND", "plugin_four"), "late payment-law.py"))
    assert plugin.name == "late payment-law"
    assert "plugin_four" in instrument_kinds()


def test_a_plugin_takes_nothing_from_others(write, root: Path) -> None:
    """A second process that does not load it does not know it."""
    plugins.load_plugin(write(POLICY.replace("KIND", "plugin_five"), "five.py"))
    code = "from smecredit.simulation.policy import instrument; print('plugin_five' in instrument.instrument_kinds())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


BOUNDED = f"""
from smecredit.simulation.ground.parameters import parameter
{POLICY.replace("KIND", "out_of_bounds")}
    x: float = parameter(7.0, unit="a", meaning="b", zh="c", low=0.0, high=1.0)
"""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("import sys; sys.exit(0)", "fails at line 1: SystemExit: 0"),
        ("raise SystemExit('stop')", "fails at line 1: SystemExit: stop"),
        (POLICY.replace("KIND", "of_no_type") + "    x: 'Nope' = 3", "has a field whose type is unknown"),
        (POLICY.replace("KIND", "of_no_field") + "    nulls: ClassVar = ({'y': 1},)", "'y', which is no field of it"),
        (BOUNDED, "x is 7.0 by default; it must be from 0.0 to 1.0"),
    ],
)
def test_what_ends_the_program_or_cannot_be_used_is_refused_with_its_file(content: str, words: str, write) -> None:
    with pytest.raises(RequestError) as refused:
        plugins.load_plugin(write(content, "wrong.py"))
    assert words in str(refused.value)
    assert "wrong.py" in str(refused.value)


def test_what_a_file_prints_is_no_result(write, capsys: pytest.CaptureFixture[str]) -> None:
    plugins.load_plugin(write("print('hello')", "talks.py"))
    out, err = capsys.readouterr()
    assert (out, err) == ("", "hello\n")
