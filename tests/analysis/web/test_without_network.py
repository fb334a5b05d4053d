"""The page on a machine without any network: server and browser see each other and nothing else."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

#: In a namespace of its own: raise the loopback interface, be sure that nothing else can be reached, run the tests.
INSIDE = """
import fcntl, os, socket, struct, sys

SIOCSIFFLAGS, UP = 0x8914, 0x1
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
    fcntl.ioctl(probe, SIOCSIFFLAGS, struct.pack("16sh", b"lo", UP))
    try:
        probe.connect(("192.0.2.1", 9))
    except OSError:
        os.execv(sys.executable, [sys.executable, "-m", "pytest", *sys.argv[1:]])
sys.exit("there is a way out of this namespace")
"""
#: They assert that the first screen is complete, without an error in the console or a request to elsewhere.
FIRST_SCREENS = ("test_the_first_screen_shows_the_numbers_of_the_full_run", "test_chinese_dark_and_back")


@pytest.fixture
def namespace() -> list[str]:
    """The command that runs another without network; skipped, with the reason, where the kernel does not permit it."""
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("there is no unshare on this machine")
    command = [unshare, "--map-root-user", "--net"]
    tried = subprocess.run([*command, "true"], capture_output=True, text=True)
    if tried.returncode:
        pytest.skip(f"no namespace without network: {tried.stderr.strip()}")
    return command


@pytest.mark.slow
def test_the_first_screen_needs_no_network(browser_path: str, namespace: list[str], root: Path, tmp_path: Path) -> None:
    tests = [f"{Path(__file__).with_name('test_page.py')}::{name}" for name in FIRST_SCREENS]
    arguments = ["-q", "-p", "no:xdist", "-p", "no:cacheprovider", f"--basetemp={tmp_path / 'i'}", *tests]
    # What an outer pytest says of itself is not for the inner one.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [*namespace, sys.executable, "-c", INSIDE, *arguments],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(FIRST_SCREENS)} passed" in done.stdout
