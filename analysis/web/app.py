"""The server: pages, their files, and an interface that answers in JSON."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Literal

from fastapi import FastAPI, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, StreamingResponse
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ...simulation.ground.errors import RequestError, RunError, Sentence
from . import jobs, refusals
from .at_most import AtMost
from .class_app import add_class_game
from .desk import Busy, Rank, Superseded
from .lab import Asked, Lab, Limits
from .pages import FONTS, STATIC, content_security_policy, interface_page, lab_page
from .setting import LONGEST
from .visitors import Reach, connection_of

#: Most requests that are being answered at any moment.
MOST_AT_ONCE = 400
#: Longest name of an economy or language in a query.
_SHORT = 40
Text = Annotated[
    str,
    Query(
        max_length=LONGEST, description="A scheme and what is moved: one_plus_n,coverage=60", examples=["one_plus_n"]
    ),
]
Texts = Annotated[
    list[str], Query(min_length=1, max_length=4, description="One to four settings, as one_plus_n,coverage=60")
]
Economy = Annotated[str, Query(max_length=_SHORT, description="normal, severe_recession or covid_2020")]
Visitor = Annotated[str, Query(max_length=_SHORT, description="Any word: a newer request of the same one supersedes")]
Language = Annotated[Literal["en", "zh"], Query(description="Language of labels and titles")]

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
}


def build(limits: Limits, workers: int, hosts: Sequence[str], reach: Reach) -> FastAPI:
    """The application: runs of at most this size, so many worker processes, answering to these names of host.

    `reach` is who reaches it, and where.
    """

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        lab = app.state.lab = Lab(limits, workers)
        try:
            await lab.open()
            yield
        finally:
            lab.close()

    app = FastAPI(
        title="smecredit",
        summary="Policies of small-business credit compared, paired by seed",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=life,
    )
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))
    app.add_middleware(AtMost, most=MOST_AT_ONCE, otherwise=_told(refusals.CROWDED, 503))
    app.add_middleware(_Headers)
    _tell_errors(app)
    _pages(app)
    _interface(app)
    _kept(app)
    add_class_game(app, reach)
    app.mount("/fonts", StaticFiles(directory=FONTS), name="fonts")
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app


class _Headers:
    """Adds to every answer the headers that keep a browser from doing more with it than the page does."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", content_security_policy())
                headers.setdefault("Cache-Control", "no-cache")
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def _told(said: Sentence, status: int) -> JSONResponse:
    return JSONResponse({"error": {"en": str(said), "zh": said.zh}}, status)


def _tell_errors(app: FastAPI) -> None:
    """Every error is one sentence in both languages."""

    @app.exception_handler(RequestError)
    async def refused(request: Request, error: RequestError) -> JSONResponse:
        return _told(error.said, 400)

    @app.exception_handler(RequestValidationError)
    async def unreadable(request: Request, error: RequestValidationError) -> JSONResponse:
        return _told(refusals.unreadable(error), 400)

    @app.exception_handler(RunError)
    async def failed(request: Request, error: RunError) -> JSONResponse:
        return _told(error.said, 503)

    @app.exception_handler(Busy)
    async def busy(request: Request, error: Busy) -> JSONResponse:
        return _told(busy_words(error), 503)

    @app.exception_handler(Superseded)
    async def superseded(request: Request, error: Superseded) -> JSONResponse:
        return _told(Sentence("A newer request took its place.", "已被更新的请求取代。"), 409)

    @app.exception_handler(HTTPException)
    async def other(request: Request, error: HTTPException) -> JSONResponse:
        answer = _told(refusals.unanswered(error, request.method), error.status_code)
        answer.headers.update(error.headers or {})
        return answer


def busy_words(error: Busy) -> Sentence:
    """The lab is busy, and where one stands in line."""
    return Sentence(
        "The lab is busy: {place} requests would be before yours. Try again in a moment.",
        "实验室繁忙：前面还有 {place} 个请求。请稍后再试。",
        place=error.place - 1,
    )


def _lab(request: Request) -> Lab:
    lab: Lab = request.app.state.lab
    return lab


def _pages(app: FastAPI) -> None:
    @app.get("/", include_in_schema=False)
    async def page(request: Request) -> HTMLResponse:
        lab = _lab(request)
        return HTMLResponse(lab_page(lab.catalogue, lab.limits, _language_of(request)))

    @app.get("/api", include_in_schema=False)
    async def interface(request: Request) -> HTMLResponse:
        return HTMLResponse(interface_page(app.openapi(), _language_of(request)))


def _language_of(request: Request) -> str:
    """The language asked for in the address, else the one the browser prefers."""
    asked = request.query_params.get("lang")
    if asked in ("en", "zh"):
        return asked
    return "zh" if request.headers.get("accept-language", "").lower().startswith("zh") else "en"


def _interface(app: FastAPI) -> None:
    @app.get("/api/choices", summary="Schemes, economies and levers: words, units, bounds, sources")
    async def choices(request: Request) -> Response:
        return _json(await _lab(request).desk.ask(Rank.QUICK, "choices", jobs.choices))

    @app.get("/api/quick", summary="The quick line: one economy with few firms, and the field of firms")
    async def quick(
        request: Request,
        setting: Text = "one_plus_n",
        against: Text = "baseline",
        economy: Economy = "normal",
        visitor: Visitor = "",
    ) -> Response:
        lab = _lab(request)
        answer = await lab.quick(lab.read(economy, against, [setting]), visitor or connection_of(request))
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return _json(gzip.decompress(answer))
        headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return Response(answer, media_type="application/json", headers=headers)

    @app.get("/api/full", summary="A full run: lines of JSON that tell its progress, and at last the numbers")
    async def full(
        request: Request,
        setting: Texts,
        against: Text = "baseline",
        economy: Economy = "normal",
        visitor: Visitor = "",
    ) -> StreamingResponse:
        lab = _lab(request)
        asked = lab.read(economy, against, setting)
        return StreamingResponse(
            _lines(lab, asked, visitor or connection_of(request)), media_type="application/x-ndjson"
        )

    @app.get("/api/firm/{key}", summary="One firm in both worlds of the quick line, and the month in which they part")
    async def firm(
        request: Request,
        key: Annotated[int, Path(ge=0, le=2**31 - 1)],
        setting: Text = "one_plus_n",
        against: Text = "baseline",
        economy: Economy = "normal",
        visitor: Visitor = "",
    ) -> Response:
        lab = _lab(request)
        asked = lab.read(economy, against, [setting])
        return _json(await lab.firm(asked, key, visitor or connection_of(request)))


def _kept(app: FastAPI) -> None:
    @app.get("/api/compare", summary="The document of `smecredit compare --json` for the settings")
    async def compare(
        request: Request, setting: Texts, against: Text = "baseline", economy: Economy = "normal"
    ) -> Response:
        lab = _lab(request)
        return _json(await lab.whole(lab.read(economy, against, setting), "document", jobs.document))

    @app.get("/api/again", summary="Scenario files and commands that give the numbers of the page again")
    async def again(
        request: Request, setting: Texts, against: Text = "baseline", economy: Economy = "normal"
    ) -> Response:
        lab = _lab(request)
        asked = lab.read(economy, against, setting)
        return _json(await lab.again(asked))

    @app.get("/api/table.{form}", summary="The table of the full run as CSV or workbook; html is the report")
    async def table(
        request: Request,
        form: Literal["csv", "xlsx", "html"],
        setting: Texts,
        against: Text = "baseline",
        economy: Economy = "normal",
        lang: Language = "en",
    ) -> Response:
        lab = _lab(request)
        asked = lab.read(economy, against, setting)
        content = await lab.whole(asked, "download", jobs.download, form, lang)
        headers = {"Content-Disposition": f'attachment; filename="smecredit.{form}"'}
        return Response(content, media_type=_FORMS[form], headers=headers)


async def _lines(lab: Lab, asked: Asked, visitor: str) -> AsyncIterator[bytes]:
    """The lines of a full run; what goes wrong once it has begun is its last line."""
    try:
        async for line in lab.full(asked, visitor):
            yield line
    except (Busy, Superseded, RunError, RequestError) as error:
        replaced = Sentence("a later setting has taken its place", "已被更新的设置取代")
        said = busy_words(error) if isinstance(error, Busy) else getattr(error, "said", replaced)
        yield jobs.line({"error": {"en": str(said), "zh": said.zh}, "superseded": isinstance(error, Superseded)})


def _json(content: bytes) -> Response:
    return Response(content, media_type="application/json")
