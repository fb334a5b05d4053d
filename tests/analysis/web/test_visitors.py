"""Where others find the server: its address on the network, or none."""

import ipaddress
import json
import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from smecredit.analysis.commands.web import say_ready
from smecredit.analysis.web import visitors
from smecredit.analysis.web.class_pages import class_page
from smecredit.analysis.web.visitors import Reach, answered_hosts, own_address, reach_of

from .conftest import Server
from .test_page import Visit


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", Reach(alone=True)),
        ("127.0.0.2", Reach(alone=True)),
        ("localhost", Reach(alone=True)),
        ("LocalHost", Reach(alone=True)),
        ("::1", Reach(alone=True)),
        ("0:0:0:0:0:0:0:1", Reach(alone=True)),
        ("0.0.0.0", Reach(alone=False, at="192.168.7.5:8000")),
        ("::", Reach(alone=False, at="192.168.7.5:8000")),
        ("lab.school.example", Reach(alone=False, at="lab.school.example:8000")),
        ("fd00::7", Reach(alone=False, at="[fd00::7]:8000")),
    ],
)
def test_where_students_find_the_server(monkeypatch: pytest.MonkeyPatch, host: str, expected: Reach) -> None:
    monkeypatch.setattr(visitors, "own_address", lambda: "192.168.7.5")
    assert reach_of(host, 8000) == expected


@pytest.fixture
def no_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A network of a switch alone: nothing tells this machine its own address there."""
    monkeypatch.setattr(visitors, "_ELSEWHERE", ())


def test_a_network_without_a_way_out_is_no_closed_server(no_way_out: None) -> None:
    assert own_address() is None
    assert reach_of("0.0.0.0", 8000) == Reach(alone=False, at=None)
    assert reach_of("192.168.7.5", 8000) == Reach(alone=False, at="192.168.7.5:8000")


@pytest.mark.parametrize(("language", "advice"), [("en", "address on their network"), ("zh", "局域网地址")])
def test_an_open_server_is_not_told_to_open(
    no_way_out: None, capsys: pytest.CaptureFixture[str], language: str, advice: str
) -> None:
    say_ready(language, "http://localhost:8000/", reach_of("0.0.0.0", 8000))
    said = capsys.readouterr().out
    assert advice in said and "http://localhost:8000/" in said and "--host" not in said
    say_ready(language, "http://127.0.0.2:8000/", reach_of("127.0.0.2", 8000))
    assert "--host 0.0.0.0" in capsys.readouterr().out


def test_the_page_of_the_game_tells_the_same_apart() -> None:
    for reach in (Reach(alone=True), Reach(alone=False), Reach(alone=False, at="192.168.7.5:8000")):
        stated = class_page("en", reach)
        assert f'"alone":{json.dumps(reach.alone)}' in stated.replace(": ", ":")
        assert f'"join_at":{json.dumps(reach.at)}' in stated.replace(": ", ":")


def test_requests_may_bear_the_address_served_at() -> None:
    assert "127.0.0.2" in answered_hosts("127.0.0.2", Reach(alone=True))
    assert answered_hosts("0.0.0.0", Reach(alone=False)) == ("*",)


def test_the_own_address_is_none_by_which_a_machine_calls_itself() -> None:
    found = own_address()
    if found is None:
        pytest.skip("this machine has no network")
    assert not ipaddress.ip_address(found).is_loopback and not ipaddress.ip_address(found).is_unspecified


@pytest.fixture(scope="module")
def open_server() -> Iterator[Server]:
    """A server that others reach too, where this machine has a network."""
    if own_address() is None:
        pytest.skip("this machine has no network")
    started = Server("--host", "0.0.0.0")
    yield started
    started.end()


def test_a_server_for_everybody_names_the_address_that_others_reach(open_server: Server) -> None:
    assert open_server.address == f"http://{own_address()}:{open_server.address.rpartition(':')[2]}"
    assert httpx.get(f"{open_server.address}/class").status_code == 200


def test_students_are_shown_that_address_though_the_teacher_opened_another(browser, open_server: Server) -> None:
    port = open_server.address.rpartition(":")[2]
    opened = Visit(browser, f"http://127.0.0.1:{port}", "/class?lang=en")
    opened.page.locator("#lead").fill("8")
    opened.page.get_by_role("button", name="Begin").last.click()
    shown = opened.page.locator(".class-join", has_text="Join at")
    shown.wait_for(timeout=60_000)
    assert f"Join at {own_address()}:{port}/class, code " in shown.inner_text()
    opened.clean()


def test_a_teacher_without_a_known_address_is_not_told_that_nobody_comes(
    browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a switch alone: the machine finds no way to an address elsewhere."""
    (tmp_path / "sitecustomize.py").write_text(
        "import socket\n"
        "class Cut(socket.socket):\n"
        "    def connect(self, address):\n"
        "        if self.type == socket.SOCK_DGRAM:\n"
        "            raise OSError('Network is unreachable')\n"
        "        return super().connect(address)\n"
        "socket.socket = Cut\n"
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    started = Server("--host", "0.0.0.0")
    try:
        opened = Visit(browser, started.address, "/class?lang=en")
        opened.page.locator("#lead").fill("8")
        opened.page.get_by_role("button", name="Begin").last.click()
        shown = opened.page.locator(".class-join", has_text="Join at")
        shown.wait_for(timeout=60_000)
        port = started.address.rpartition(":")[2]
        assert f"this computer’s address on the network, followed by :{port}/class, code " in shown.inner_text()
        opened.clean()
    finally:
        started.end()
