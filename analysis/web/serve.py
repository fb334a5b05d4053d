"""Serve the page until someone ends it."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable

from ...simulation.ground.errors import RequestError, Sentence, reason_of
from .lab import Limits
from .visitors import EVERY, Reach, answered_hosts, reach_of, with_port


def listen(host: str, port: int) -> socket.socket:
    """A socket at this address. Raises RequestError where it is taken or not ours."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    except (OSError, ValueError):  # no such name, or none that a machine can have
        raise _not_ours(host) from None
    try:
        # Named as TCP, or asyncio leaves it to wait for acknowledgements: 40 ms an answer.
        found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(256)
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL:
            raise _not_ours(host) from None
        raise RequestError(
            Sentence(
                "--host {host} --port {port}: cannot serve there ({why}); choose another, such as --port {other}.",
                "--host {host} --port {port}：无法在此提供服务（{why}）；请另选，例如 --port {other}。",
                host=host,
                port=port,
                why=reason_of(error),
                other=port + 1 if port < 65535 else 8000,
            )
        ) from None
    return found


def _not_ours(host: str) -> RequestError:
    return RequestError(
        Sentence(
            "--host {host}: this machine has no such address; 127.0.0.1 serves this machine alone, 0.0.0.0 others too.",
            "--host {host}：本机没有这个地址；127.0.0.1 仅供本机访问，0.0.0.0 也供其他电脑访问。",
            host=host or "''",
        )
    )


def serve(found: socket.socket, host: str, limits: Limits, workers: int, ready: Callable[[str, Reach], None]) -> None:
    """Serve until Ctrl-C or SIGTERM.

    Once the page can be asked for, `ready` is called with its address and who reaches it.
    """
    import uvicorn

    from .app import build
    from .server import Server

    port = found.getsockname()[1]
    reach = reach_of(host, port)
    app = build(limits, workers, answered_hosts(host, reach), reach)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
        ws="none",
    )
    server = Server(config)
    address = f"http://{reach.at or with_port('localhost' if host in EVERY else host, port)}/"

    async def run() -> None:
        task = asyncio.ensure_future(server.serve(sockets=[found]))
        while not server.started and not task.done():
            await asyncio.sleep(0.05)
        if server.started and not server.should_exit:
            ready(address, reach)
        await task

    asyncio.run(run())
