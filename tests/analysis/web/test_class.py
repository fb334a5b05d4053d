"""The class game: its rules, the economy behind it, classes that vote, and its page."""

import re
import tomllib

import httpx
import pytest

from smecredit.analysis.presentation import typeface
from smecredit.analysis.web import classes as module
from smecredit.analysis.web import game_economy
from smecredit.analysis.web.class_pages import SHEETS_FILE, sheets
from smecredit.analysis.web.classes import Classes, shown
from smecredit.analysis.web.game_rules import LARGEST_SEED, RULES_FILE, Rules, events_of, read_choices, rules
from smecredit.simulation.ground.errors import RequestError

from .conftest import Server, Visit

FIRMS = 200


def test_what_strikes_depends_on_the_number_alone_and_stays_within_the_rules() -> None:
    stated = rules().shocks
    drawn = [events_of(seed) for seed in range(1, 40)]
    events_of.cache_clear()
    assert [events_of(seed) for seed in range(1, 40)] == drawn
    for found in drawn:
        assert stated.least <= len(found) <= stated.most
        assert all(stated.first_quarter <= quarter <= stated.last_quarter for quarter in found)
        assert len({event.key for event in found.values()}) == len(found)
    assert {event.key for found in drawn for event in found.values()} == {event.key for event in rules().event}


@pytest.mark.parametrize(
    ("text", "said"), [("22x", "each must be a digit from 0 to 6"), ("7", "'7'"), ("2" * 17, "17")]
)
def test_choices_that_are_none_are_refused(text: str, said: str) -> None:
    with pytest.raises(RequestError, match=said):
        read_choices(text)


def test_a_data_file_that_contradicts_itself_is_refused() -> None:
    stated = tomllib.loads(RULES_FILE.read_text(encoding="utf-8"))
    for change, said in (
        ({"opening_choice": 7}, "there are choices 0 to 6"),
        ({"shocks": {**stated["shocks"], "most": 9}}, "least and most must fit"),
        ({"extra": 1}, "extra"),
    ):
        with pytest.raises(ValueError, match=said):
            Rules.model_validate({**stated, **change})


def test_the_past_of_a_game_does_not_depend_on_what_is_chosen_later() -> None:
    seed, quarter = next((seed, min(found)) for seed in range(1, 99) if (found := events_of(seed)) and min(found) <= 4)
    choices = [6, 6, 0, 5, 2]
    longer = game_economy.lived(seed, choices, FIRMS)
    assert game_economy.lived(seed, choices[:quarter], FIRMS) == longer[: quarter + 1]
    other = game_economy.lived(seed, [*choices[:2], 3, 5, 2], FIRMS)
    assert other[:3] == longer[:3] and other[3:] != longer[3:]


def test_choices_become_dated_policies_and_shocks_begin_with_their_quarter() -> None:
    seed = next(seed for seed in range(1, 99) if min(events_of(seed)) == 3)
    made = game_economy.scenario(seed, [2, 0, 0, 4, 2], FIRMS)
    dates = {policy.name: (policy.start, policy.end) for policy in made.policies if policy.end is not None}
    assert dates["one_plus_n_from_quarter_0"] == (1, 6)
    assert dates["one_plus_n_from_quarter_2"] == (7, 12)
    assert dates["one_plus_n_from_quarter_4"] == (13, 18)  # the same terms go on
    assert dates["interest_subsidy_from_quarter_4"] == (13, 15)
    assert "national_scheme" not in {policy.name for policy in made.policies}
    assert {stress.start for stress in made.stresses} == {10}
    assert (made.firms, made.months) == (FIRMS, 18)


def test_goals_compare_with_the_opening_choice_kept() -> None:
    opening = rules().opening_choice
    found = game_economy.played(3, [opening, opening], FIRMS)
    assert [goal["change"] for goal in found["goals"]] == [0.0, 0.0, 0.0]
    assert [goal["met"] for goal in found["goals"]] == [False, False, True]
    assert not found["over"] and found["rules"] == []
    assert len(found["quarters"]) == 3 and len(found["bulletins"]) == 3


def test_looking_ahead_is_the_game_played_on_without_further_shocks(monkeypatch: pytest.MonkeyPatch) -> None:
    short = rules().model_copy(update={"quarters": 3})
    monkeypatch.setattr(game_economy, "rules", lambda: short)
    game_economy._opening_kept.cache_clear()
    seed = next(seed for seed in range(1, 99) if min(events_of(seed)) > 3)  # nothing strikes in these quarters
    found = game_economy.ahead(seed, [5], FIRMS)
    assert found == {"choice": 5, "goals": game_economy.played(seed, [5, 5, 5], FIRMS)["goals"]}
    game_economy._opening_kept.cache_clear()
    game_economy._fixed_rules.cache_clear()


def test_a_class_votes_and_only_its_beginner_closes(monkeypatch: pytest.MonkeyPatch) -> None:
    classes = Classes()
    game, other = classes.begin(5), classes.begin(5)
    players = [classes.join(game.code) for _ in range(3)]
    for player, choice in zip(players, (2, 4, 4), strict=True):
        classes.vote(game.code.lower(), player, 1, choice)
    classes.vote(game.code, players[0], 1, 6)
    assert shown(game, "", game.key)["counts"] == [0, 0, 0, 0, 2, 0, 1]
    seen = shown(game, players[0], "")
    assert (seen["counts"], seen["mine"], seen["voted"]) == (None, 6, 3)
    assert shown(other, players[0], game.key)["joined"] is False
    for wrong, said in (
        (lambda: classes.close(game.code, other.key, 1, 4), "only the screen that began"),
        (lambda: classes.close(game.code, game.key, 2, 4), "quarter: 2 is not open"),
        (lambda: classes.vote(game.code, players[0], 1, 7), "the nearest is 6"),
        (lambda: classes.vote(other.code, players[0], 1, 4), "does not know you"),
        (lambda: classes.game("ZZZZZZ"), "no class plays under"),
    ):
        with pytest.raises(RequestError, match=said):
            wrong()
    classes.close(game.code, game.key, 1, 4)
    assert (game.choices, shown(game, "", game.key)["voted"], other.choices) == ([4], 0, [])
    for quarter in range(2, rules().quarters + 1):
        classes.close(game.code, game.key, quarter, 0)
    with pytest.raises(RequestError, match="game is over"):
        classes.close(game.code, game.key, 17, 0)
    monkeypatch.setattr(module, "MOST_PLAYERS", 3)
    with pytest.raises(RequestError, match="3 play in this class already"):
        classes.join(game.code)


def test_games_are_bounded_and_old_ones_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_GAMES", 2)
    now = [0.0]
    classes = Classes(lambda: now[0])
    first, second = classes.begin(1), classes.begin(2)
    with pytest.raises(RequestError, match="2 games are being played"):
        classes.begin(3)
    for game in (first, second):
        classes.join(game.code)
    now[0] = module.IDLE_SECONDS - 1.0
    classes.seen(first.code, second.key)  # whoever looks without the key keeps nothing
    classes.seen(second.code, second.key)
    now[0] += 2.0
    classes.begin(3)
    classes.game(second.code)
    with pytest.raises(RequestError, match="no class plays under"):
        classes.game(first.code)


def test_one_visitor_shuts_no_class_out(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    classes = Classes(lambda: now[0])
    joined = classes.begin(1, "10.0.0.1")
    classes.join(joined.code, "10.0.0.2")
    begun = [classes.begin(1, "10.0.0.1") for _ in range(module.MOST_GAMES_OF_AN_ADDRESS - 1)]
    with pytest.raises(RequestError, match="8 games that were begun at your address"):
        classes.begin(1, "10.0.0.1")
    teacher = classes.begin(2, "10.0.0.3")
    now[0] = module.UNJOINED_SECONDS + 1.0
    classes.begin(1, "10.0.0.1")  # in the place of the oldest that nobody has joined
    with pytest.raises(RequestError, match="no class plays under"):
        classes.game(begun[0].code)
    for kept in (joined, teacher, *begun[1:]):
        classes.game(kept.code)

    monkeypatch.setattr(module, "MOST_GAMES", 9)
    classes.begin(1, "10.0.0.4")  # the server is full: whoever waits for nobody makes room, whatever its address
    with pytest.raises(RequestError, match="no class plays under"):
        classes.game(begun[1].code)
    classes.game(joined.code)


def test_a_class_behind_one_address_fits_and_leaves_places_for_others() -> None:
    classes = Classes()
    code = classes.begin(1, "10.0.0.1").code
    for place in range(module.MOST_PLAYERS_OF_AN_ADDRESS):
        classes.join(code, f"2001:db8:0:1::{place + 1:x}")  # one visitor has all of these
    with pytest.raises(RequestError, match="60 have joined this class from your address"):
        classes.join(code, "2001:db8:0:1:ffff::1")
    for place in range(module.MOST_PLAYERS - module.MOST_PLAYERS_OF_AN_ADDRESS):
        classes.join(code, f"10.0.0.{place + 1}")
    with pytest.raises(RequestError, match="80 play in this class already"):
        classes.join(code, "10.0.1.1")


@pytest.mark.parametrize(
    ("method", "path", "sent", "said"),
    [
        ("GET", "/api/game?seed=0", None, "seed: "),
        ("GET", f"/api/game?seed={LARGEST_SEED + 1}", None, "seed: "),
        ("GET", "/api/game?choices=9", None, "choices: "),
        ("POST", "/api/class", {"seed": 1, "plugin": "x.py"}, "plugin: "),
        ("POST", "/api/class", {"seed": "x"}, "seed: "),
        ("POST", "/api/class/ABCDE/vote", {"player": "", "quarter": 1, "choice": 10}, "choice: "),
        ("POST", "/api/class/%3Cb%3E/join", {}, "no class plays under"),
    ],
)
def test_what_is_wrong_is_one_sentence_in_both_languages(server: Server, method, path, sent, said) -> None:
    answer = httpx.request(method, server.address + path, json=sent, timeout=30)
    assert answer.status_code == 400
    assert said in answer.json()["error"]["en"] and answer.json()["error"]["zh"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_sheets_are_served_in_both_languages(server: Server, language: str) -> None:
    for name in ("facilitator", "lesson"):
        text = httpx.get(f"{server.address}/class/{name}?lang={language}").text
        for section in getattr(sheets(), name):
            assert f"<h2>{getattr(section.heading, language)}</h2>" in text


def test_the_font_of_the_page_draws_every_character_of_the_game() -> None:
    stated = RULES_FILE.read_text(encoding="utf-8") + SHEETS_FILE.read_text(encoding="utf-8")
    chinese = {letter for letter in stated if "\u3000" <= letter <= "\u9fff"}
    assert typeface.missing_glyphs(sorted(chinese), typeface.families()[1:2]) == set()


def test_one_player_lives_through_sixteen_quarters_and_a_class_votes(browser, server: Server) -> None:
    opened = Visit(browser, server.address, "/class?lang=en")
    page = opened.page
    page.locator("#alone").fill("7")
    page.get_by_role("button", name="Begin").first.click()
    buttons = page.locator(".class-choices button")
    for quarter in (1, 2, 14, 15, 16):
        if quarter == 14:  # those between are in the address
            page.goto(f"{server.address}/class?seed=7&choices=1234560123456&lang=en")
        page.locator(".class-quarter", has_text=f"Quarter {quarter} of 16").wait_for(timeout=60_000)
        buttons.nth(quarter % 7).click()
        if quarter == 2:
            page.wait_for_url("**/class?seed=7&choices=12&lang=en")
    page.locator(".class-verdict tbody tr").nth(7).wait_for(timeout=60_000)
    assert page.url.endswith("seed=7&choices=1234560123456012&lang=en")
    found = httpx.get(f"{server.address}/api/game?seed=7&choices=1234560123456012", timeout=30).json()
    met = sum(goal["met"] for goal in found["goals"])
    assert re.match(f"All 3 goals met|{met} of 3 goals met", page.locator("h1").inner_text())
    page.get_by_role("button", name="中文").click()
    assert re.search("[一-龥]", page.locator("h1").inner_text())
    page.get_by_role("button", name="再来一局").click()
    page.locator("#lead").fill("8")
    page.get_by_role("button", name="开始").last.click()
    page.locator(".class-histogram").wait_for(timeout=60_000)
    code = re.search(r"code=(\w+)", page.url)[1]
    # This server is for this machine alone: no address is shown that leads students to their own.
    assert "只有本机能访问此页" in page.locator(".class-join").inner_text()
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="English").click()
    for label in page.locator(".class-histogram .class-label").all():  # no word is broken, and none runs out
        assert label.evaluate("label => label.scrollWidth <= label.clientWidth && label.offsetHeight <= 45")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="中文").click()
    page.set_viewport_size({"width": 1280, "height": 720})
    student = Visit(browser, server.address, f"/class?code={code}&lang=en", width=390, height=844)
    student.page.get_by_role("button", name="Join a class").click()
    student.page.get_by_role("button", name="Award lenders").click()
    student.page.locator("[aria-pressed=true]", has_text="Award lenders").wait_for()
    assert student.page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".class-close", has_text="奖励放贷").click()
    student.page.locator(".class-quarter", has_text="Quarter 2 of 16").wait_for(timeout=30_000)
    assert student.page.locator(".class-quarters .done").inner_text().startswith("Award lenders")
    student.clean()
    opened.clean()
