"""Who asks, and where others find the server: addresses of visitors, and the server's own."""

from __future__ import annotations

import ipaddress
import socket
from contextlib import suppress
from dataclasses import dataclass

from fastapi import Request

#: Names by which a browser on this machine calls it.
LOCAL = ("localhost", "127.0.0.1", "[::1]", "::1")
#: Hosts that stand for every address of this machine.
EVERY = ("0.0.0.0", "::")
# Addresses that are kept for documentation: asking for the way there sends nothing.
_ELSEWHERE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))


def address_of(request: Request) -> str:
    """The address of whoever asks; empty where it has none."""
    return request.client.host if request.client else ""


def connection_of(request: Request) -> str:
    """A visitor that gives no word is known by its connection, so that it supersedes nobody else."""
    return f"{request.client.host}:{request.client.port}" if request.client else "unknown"


def own_address() -> str | None:
    """This machine's address on its network, None where it has none."""
    for family, elsewhere in _ELSEWHERE:
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((elsewhere, 9))
            found = str(probe.getsockname()[0])
            if not ipaddress.ip_address(found).is_loopback:
                return found
    return None


@dataclass(frozen=True)
class Reach:
    """Who reaches a server: this machine `alone`, or others too, `at` this host and port where that is known."""

    alone: bool
    at: str | None = None


def reach_of(host: str, port: int) -> Reach:
    """Who reaches a server at `host`.

    A network without a way out, as of a switch alone, does not tell this machine its own address on it.
    """
    if is_of_this_machine(host):
        return Reach(alone=True)
    shown = own_address() if host in EVERY else host
    return Reach(alone=False, at=with_port(shown, port) if shown is not None else None)


def is_of_this_machine(host: str) -> bool:
    """Whether a host is this machine as only it sees itself, in whatever form it is written."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def answered_hosts(host: str, reach: Reach) -> tuple[str, ...]:
    """Names of host that requests to a server at `host` may bear: any where others reach it too."""
    return (*LOCAL, host.lower()) if reach.alone else ("*",)


def with_port(host: str, port: int) -> str:
    """Host and port as an address has them: those of IPv6 in brackets."""
    return f"[{host}]:{port}" if ":" in host and not host.startswith("[") else f"{host}:{port}"
