"""The server as the page runs it."""

from __future__ import annotations

import logging
import socket

import uvicorn

#: Where uvicorn says what goes wrong.
_LOGGER = "uvicorn.error"


class Server(uvicorn.Server):
    """One that ends without a word where it is asked to while it starts: as its processes go, the start fails."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start; where that fails after a signal, only end."""
        logger = logging.getLogger(_LOGGER)
        logger.addFilter(self._tells)
        try:
            await super().startup(sockets)
        except SystemExit:
            if not self.should_exit:
                raise
        finally:
            logger.removeFilter(self._tells)

    def _tells(self, record: logging.LogRecord) -> bool:
        return not self.should_exit
