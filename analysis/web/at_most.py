"""A limit on how many requests are answered at the same time."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send


class AtMost:
    """Answers `most` requests at a time with `app`, those beyond with `otherwise`."""

    def __init__(self, app: ASGIApp, most: int, otherwise: ASGIApp) -> None:
        self.app = app
        self.most = most
        self.otherwise = otherwise
        self._now = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self._now >= self.most:
            await self.otherwise(scope, receive, send)
            return
        self._now += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self._now -= 1
