"""Where others find the server: its address on the network, or none."""

import ipaddress
from collections.abc import Iterator

import httpx
import pytest

from smecredit.analysis.web import visitors
from smecredit.analysis.web.visitors import own_address, reached_at

from .conftest import Server
from .test_page import Visit


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", None),
        ("localhost", None),
        ("::1", None),
        ("0.0.0.0", "192.168.7.5:8000"),
        ("::", "192.168.7.5:8000"),
        ("lab.school.example", "lab.school.example:8000"),
        ("fd00::7", "[fd00::7]:8000"),
    ],
)
def test_where_students_find_the_server(monkeypatch: pytest.MonkeyPatch, host: str, expected: str | None) -> None:
    monkeypatch.setattr(visitors, "own_address", lambda: "192.168.7.5")
    assert reached_at(host, 8000) == expected


def test_a_machine_without_a_network_is_reached_by_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitors, "_ELSEWHERE", ())
    assert own_address() is None
    assert reached_at("0.0.0.0", 8000) is None


def test_the_own_address_is_none_by_which_a_machine_calls_itself() -> None:
    found = own_address()
    if found is None:
        pytest.skip("this machine has no network")
    assert not ipaddress.ip_address(found).is_loopback and not ipaddress.ip_address(found).is_unspecified


@pytest.fixture(scope="module")
def open_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that others reach too, where this machine has a network."""
    if own_address() is None:
        pytest.skip("this machine has no network")
    started = Server(tmp_path_factory.mktemp("open"), "--host", "0.0.0.0")
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
