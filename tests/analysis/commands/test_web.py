"""`smecredit web`: what it refuses before anything is run."""

import socket
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--port", "70000"), "from 0 to 65,535"),
        (("--firms", "100"), "from 200 to 20,000"),
        (("--months", "12"), "from 30 to 240"),
        (("--seeds", "1"), "from 2 to 30"),
        (("--export", "lab.pdf"), "must end in .html"),
        (("--export", "nowhere/lab.html"), "there is no folder nowhere"),
        (
            ("--host", "no.such.host.invalid"),
            "--host no.such.host.invalid: this machine has no such address; 127.0.0.1",
        ),
        (("--host", "a..b"), "--host a..b: this machine has no such address"),
        (("--host", "192.0.2.1"), "--host 192.0.2.1: this machine has no such address"),
        (("--host", ""), "--host '': this machine has no such address"),
    ],
)
def test_a_wrong_request_is_refused_in_one_sentence(smecredit, arguments, said) -> None:
    for language in ("en", "zh"):
        status, out, err = smecredit("web", *arguments, "--lang", language)
        assert (status, out) == (2, "")
        assert err.count("\n") == 1
        assert (said in err) == (language == "en")


def test_a_port_that_is_taken_is_named_with_another(smecredit) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status, _, err = smecredit("web", "--port", str(port))
    assert status == 2
    assert f"--port {port + 1}" in err


def test_without_the_extra_the_page_says_what_to_install(smecredit, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "fastapi", None)
    status, _, err = smecredit("web")
    assert status == 2
    assert "pip install 'smecredit[web]'" in err


def test_the_serving_process_imports_nothing_that_runs_markets() -> None:
    code = "import sys, smecredit.analysis.web.app; print({'numba', 'mesa', 'pandas'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
