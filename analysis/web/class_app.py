"""The class game on the server: its page, its sheets, single games, and classes that vote."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated

from fastapi import FastAPI, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from . import jobs
from .class_pages import class_page, sheet_page
from .classes import Classes, shown
from .desk import Rank
from .game_rules import LARGEST_SEED, read_choices, rules, text_of
from .lab import Lab
from .visitors import Reach, address_of

Seed = Annotated[int, Query(ge=1, le=LARGEST_SEED, description="Number of the game: its economy and its shocks")]
Choices = Annotated[str, Query(max_length=40, description="Choices so far, a digit a quarter", examples=["2256"])]
Code = Annotated[str, Path(max_length=12, description="Code on the teacher's screen")]
Token = Annotated[str, Query(max_length=40, description="What joining or beginning a class gave")]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Begun(_Body):
    """Begin a class with the game of this number."""

    seed: int = Field(ge=1, le=LARGEST_SEED)


class Vote(_Body):
    """A player's choice for the quarter that is open."""

    player: str = Field(max_length=40)
    quarter: int = Field(ge=1, le=99)
    choice: int = Field(ge=0, le=9)


class Close(_Body):
    """Close the vote of a quarter and play a choice."""

    key: str = Field(max_length=40)
    quarter: int = Field(ge=1, le=99)
    choice: int = Field(ge=0, le=9)


def add_class_game(app: FastAPI, reach: Reach) -> None:
    """Add the game's pages and its interface to the application; `reach` is where students find it, if they can."""
    app.state.classes = Classes()
    _pages(app, reach)
    _single(app)
    _classes(app)


def _lab(request: Request) -> Lab:
    lab: Lab = request.app.state.lab
    return lab


def _firms(request: Request) -> int:
    """Firms of a game: as the rules say, and no more than a full run of this server has."""
    return min(rules().firms, _lab(request).limits.firms)


def _pages(app: FastAPI, reach: Reach) -> None:
    @app.get("/class", include_in_schema=False)
    async def page(request: Request) -> HTMLResponse:
        return HTMLResponse(class_page(_language(request), reach))

    @app.get("/class/facilitator", include_in_schema=False)
    async def facilitator(request: Request) -> HTMLResponse:
        return HTMLResponse(sheet_page("facilitator", _language(request)))

    @app.get("/class/lesson", include_in_schema=False)
    async def lesson(request: Request) -> HTMLResponse:
        return HTMLResponse(sheet_page("lesson", _language(request)))


def _language(request: Request) -> str:
    asked = request.query_params.get("lang")
    if asked in ("en", "zh"):
        return asked
    return "zh" if request.headers.get("accept-language", "").lower().startswith("zh") else "en"


async def _played(
    request: Request, rank: Rank, job: Callable[[int, Sequence[int], int], bytes], seed: int, choices: str
) -> Response:
    """What a job says of the game of this number after these choices."""
    read = read_choices(choices)
    answer = await _lab(request).desk.ask(
        rank, f"{job.__name__}|{seed}|{text_of(read)}", job, seed, read, _firms(request)
    )
    return Response(answer, media_type="application/json")


def _single(app: FastAPI) -> None:
    @app.get("/api/game", summary="The class game so far: quarters, bulletins, goals; at the end the verdict")
    async def game(request: Request, seed: Seed = 1, choices: Choices = "") -> Response:
        return await _played(request, Rank.STORY, jobs.game, seed, choices)

    @app.get("/api/game/ahead", summary="Where the goals would stand at the end, were the last choice kept")
    async def ahead(request: Request, seed: Seed = 1, choices: Choices = "") -> Response:
        return await _played(request, Rank.LATER, jobs.game_ahead, seed, choices)

    @app.get("/api/game/scenario.toml", summary="The class game so far as a scenario file")
    async def scenario(request: Request, seed: Seed = 1, choices: Choices = "") -> Response:
        answer = await _played(request, Rank.STORY, jobs.game_file, seed, choices)
        answer.headers["Content-Type"] = "application/toml"
        answer.headers["Content-Disposition"] = f'attachment; filename="class_game_{seed}.toml"'
        return answer

    @app.get("/api/game/rules", summary="Question, choices and goals of the class game")
    async def stated() -> Response:
        found = rules().model_dump(mode="json", include={"quarters", "question", "opening_choice", "choice", "goal"})
        return JSONResponse(found)


def _classes(app: FastAPI) -> None:
    classes: Classes = app.state.classes

    @app.post("/api/class", summary="Begin a class: its code, and the key that closes its votes")
    async def begin(asked: Begun, request: Request) -> JSONResponse:
        game = classes.begin(asked.seed, address_of(request))
        return JSONResponse({"code": game.code, "key": game.key})

    @app.get("/api/class/{code}", summary="Where a class stands; the open vote only with the key")
    async def state(code: Code, player: Token = "", key: Token = "") -> JSONResponse:
        return JSONResponse(shown(classes.seen(code, key), player, key))

    @app.post("/api/class/{code}/join", summary="Join a class: the word by which one votes")
    async def join(code: Code, request: Request) -> JSONResponse:
        return JSONResponse({"player": classes.join(code, address_of(request))})

    @app.post("/api/class/{code}/vote", summary="Choose for the quarter that is open")
    async def vote(code: Code, cast: Vote) -> JSONResponse:
        return JSONResponse(shown(classes.vote(code, cast.player, cast.quarter, cast.choice), cast.player, ""))

    @app.post("/api/class/{code}/close", summary="Close the vote and play a choice")
    async def close(code: Code, asked: Close) -> JSONResponse:
        return JSONResponse(shown(classes.close(code, asked.key, asked.quarter, asked.choice), "", asked.key))
