"""Who asks, and where others find the server: addresses of visitors, and the server's own."""

from __future__ import annotations

import ipaddress
import socket
from contextlib import suppress

from fastapi import Request

#: Names by which this machine calls itself.
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


def reached_at(host: str, port: int) -> str | None:
    """Host and port by which other machines reach a server at `host`, None where only this machine does."""
    if host in LOCAL:
        return None
    shown = own_address() if host in EVERY else host
    return with_port(shown, port) if shown is not None else None


def with_port(host: str, port: int) -> str:
    """Host and port as an address has them: those of IPv6 in brackets."""
    return f"[{host}]:{port}" if ":" in host and not host.startswith("[") else f"{host}:{port}"
