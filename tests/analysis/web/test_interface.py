"""The interface: what it answers, what it refuses, and that its numbers are those of the command line."""

import csv
import io
import json
import re
import zipfile

import httpx
import pytest

from .conftest import FIRMS, MONTHS, SEEDS, Server

ASKED = {"setting": "one_plus_n,coverage=60", "against": "baseline", "economy": "severe_recession"}


@pytest.fixture(scope="module")
def client(server: Server):
    with httpx.Client(base_url=server.address, timeout=60) as opened:
        yield opened


def full(client: httpx.Client, **asked: str) -> dict:
    with client.stream("GET", "/api/full", params=asked) as response:
        assert response.status_code == 200
        lines = [json.loads(line) for line in response.iter_lines()]
    assert [line["done"] for line in lines[:-1]] in ([], list(range(1, SEEDS + 1)))
    return lines[-1]["numbers"]


def test_numbers_are_those_of_the_command_line(client, smecredit, tmp_path, monkeypatch, as_for_users) -> None:
    again = client.get("/api/again", params=ASKED).json()
    (name,) = again["files"]
    (tmp_path / name).write_text(again["files"][name], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert again["command"].startswith("smecredit compare baseline one_plus_n_")
    assert f"--firms {FIRMS} --months {MONTHS} --seeds {SEEDS}" in again["command"]
    status, out, _ = smecredit(*again["command"].split()[1:], "--json", "--workers", "1")
    assert status == 0
    stated = json.loads(out)
    assert client.get("/api/compare", params=ASKED).json() == stated
    shown = full(client, **ASKED)["scenarios"]
    for place, of_name in enumerate(stated["scenarios"].values()):
        for key, numbers in shown[place]["numbers"].items():
            assert numbers["mean"][0] == of_name[key]["mean"], key
            assert numbers["change"] == [of_name[key][part] for part in ("difference", "ci_low", "ci_high")], key
    # The Python that the page gives for the same numbers is a call of the public interface.
    assert "sc.compare(['baseline', 'one_plus_n_" in again["python"]


def test_a_quick_line_has_both_worlds_and_the_field_of_firms(client) -> None:
    answer = client.get("/api/quick", params=ASKED).json()
    assert (answer["firms"], answer["months"], answer["seeds"]) == (FIRMS, MONTHS, 1)
    assert len(answer["field"]["keys"]) == FIRMS
    assert [len(answer["field"][part]) for part in ("states", "traits")] == [2, 3]
    reference, now = answer["scenarios"]
    assert len(now["series"]["public_cost"]["level"]["middle"]) == MONTHS
    assert sum(party["share"] for party in now["payers"].values()) == pytest.approx(1.0)
    assert reference["numbers"]["credit_outstanding"]["change"] == [0.0, 0.0, 0.0]
    assert now["numbers"]["credit_outstanding"]["change"][1:] == [None, None]  # one economy has no interval


def test_one_firm_is_told_in_both_worlds_and_languages(client) -> None:
    answer = client.get("/api/firm/7", params=ASKED).json()
    assert answer["firm"] == 7
    for story in answer["stories"]:
        assert len(story["owed"]) == len(story["workers"]) == len(story["months"])
        assert story["told"][0]["en"] and story["told"][0]["zh"]
    gone = client.get("/api/firm/200", params=ASKED)
    assert gone.status_code == 400
    assert "allowed are 0 to 199" in gone.json()["error"]["en"]


@pytest.mark.parametrize(
    ("path", "asked", "said"),
    [
        ("/api/quick", {"setting": "one_plus"}, "did you mean one_plus_n"),
        ("/api/quick", {"setting": "../../etc/passwd"}, "no scheme is named"),
        ("/api/quick", {"economy": "covid"}, "economy: there is none named"),
        ("/api/quick", {"against": "one_plus_n,plugin=x.py"}, "is no lever"),
        ("/api/full", {"setting": ["baseline"] * 5}, "setting: too many are given; at most 4"),
        ("/api/full", {}, "setting: it is missing"),
        ("/api/quick", {"setting": "x" * 5000}, "setting: the text is too long; it must have at most"),
        ("/api/firm/x", {}, "key: 'x' is no whole number"),
        ("/api/firm/-1", {}, "key: '-1' is too small; the least allowed is 0"),
        ("/api/table.xls", {"setting": "baseline"}, "form: 'xls' is none of those known; did you mean xlsx"),
        ("/nowhere", {}, "nothing at this address"),
        ("/static/../app.py", {}, "nothing at this address"),
        ("/static/%2e%2e/app.py", {}, "nothing at this address"),
    ],
)
def test_what_is_wrong_is_one_sentence_in_both_languages(client, path, asked, said) -> None:
    answer = client.get(path, params=asked)
    assert answer.status_code in (400, 404)
    told = answer.json()["error"]
    assert said in told["en"]
    assert told["zh"] and "Traceback" not in answer.text
    assert not re.search("[A-Za-z]{2,} [A-Za-z]{2,}", told["zh"])  # no English sentence in it


def test_a_wrong_method_and_what_is_not_json_are_said_to_be_so(client) -> None:
    answer = client.delete("/api/quick")
    assert answer.status_code == 405 and answer.headers["allow"] == "GET"
    assert answer.json()["error"] == {
        "en": "DELETE is not understood at this address; allowed: GET.",
        "zh": "此地址不接受 DELETE；可用的有：GET。",
    }
    for sent, said in (
        ("{", "request: it is not JSON"),
        ("[]", "request: an object of JSON"),
        ("{}", "seed: it is miss"),
    ):
        answer = client.post("/api/class", content=sent, headers={"content-type": "application/json"})
        told = answer.json()["error"]
        assert answer.status_code == 400 and told["en"].startswith(said)
        assert told["zh"].startswith(said.partition(":")[0]) and not re.search("[a-z]{2,} [a-z]{2,}", told["zh"])


def test_headers_keep_the_browser_from_doing_more(client) -> None:
    for path in ("/", "/api", "/static/lab.css", "/api/choices", "/nowhere"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


def test_the_page_comes_in_the_language_of_the_browser(client) -> None:
    assert 'lang="zh-Hans"' in client.get("/", headers={"accept-language": "zh-CN,zh"}).text
    assert 'lang="en"' in client.get("/", headers={"accept-language": "de"}).text
    assert 'lang="en"' in client.get("/?lang=en", headers={"accept-language": "zh"}).text
    assert "<h2><code>GET /api/quick</code></h2>" in client.get("/api").text
    paths = client.get("/api/openapi.json").json()["paths"]
    assert {"/api/quick", "/api/full", "/api/compare"} <= set(paths)


def test_downloads_hold_the_table_the_report_and_no_formula(client) -> None:
    answer = client.get("/api/table.csv", params={**ASKED, "lang": "zh"})
    assert answer.headers["content-disposition"] == 'attachment; filename="smecredit.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:3] == ["indicator", "key", "scenario"]
    credit = next(row for row in rows if row[1] == "credit_outstanding" and "60%" in row[2])
    stated = client.get("/api/compare", params=ASKED).json()["scenarios"]
    (name,) = set(stated) - {"baseline"}
    assert float(credit[4]) == stated[name]["credit_outstanding"]["mean"]
    assert not [cell for row in rows for cell in row[:4] if cell.startswith(("=", "+", "@"))]
    book = zipfile.ZipFile(io.BytesIO(client.get("/api/table.xlsx", params=ASKED).content))
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert client.get("/api/table.html", params=ASKED).text.lstrip().lower().startswith("<!doctype html>")


@pytest.mark.slow
def test_answers_to_whatever_is_sent_are_never_a_fault_of_the_server(server: Server) -> None:
    schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st

    schema = schemathesis.openapi.from_url(f"{server.address}/api/openapi.json")
    cases = st.one_of([operation.ok().as_strategy() for operation in schema.get_all_operations()])

    answers: set[int] = set()

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=cases)
    def fuzz(case) -> None:
        answer = case.call(timeout=30)
        answers.add(answer.status_code)
        assert answer.status_code < 500
        assert b"Traceback" not in answer.content
        if answer.status_code >= 400:
            told = answer.json()["error"]
            assert told["en"] and told["zh"]

    fuzz()
    assert 200 in answers and 400 in answers
