"""Puzzles on their pages: begun, ordered, answered, graded, and on the board."""

import re
import time
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
import requests

from tests.integration.frontend.running_frontend import RunningFrontend
from tests.integration.pages.conftest import order_spans
from tests.integration.pages.jaeger_double import JaegerDouble
from tests.integration.pages.page import Page
from tests.integration.pages.test_asked import database, order_at, trace_of
from tracing_sandbox.faults.catalogue import find_scenario
from tracing_sandbox.faults.puzzle import QUESTION, causes, choose

SEED = 5
(NAME,) = choose(SEED)
FAULT = find_scenario(NAME)
OTHER = next(each for each in causes() if each.name != NAME)
SELECTS = re.compile(r"<select.*?</select>", re.DOTALL)


def begin(shop: RunningFrontend, player: str = "", **fields: str) -> str:
    """Begin a puzzle; return where its order is placed."""
    answer = shop.send_form("/puzzle/", player=player, seed=str(SEED), **fields)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def begin_and_order(shop: RunningFrontend, jaeger: JaegerDouble, player: str = "") -> str:
    """Begin a puzzle and order; return the puzzle's page."""
    path = order_at(shop, begin(shop, player))
    jaeger.hold(trace_of(shop, path), order_spans(3000), time.time())
    links = [href for href, text in Page(shop.see(path).text).anchors() if "Say what" in text]
    return links[0]


def answer(shop: RunningFrontend, path: str, service: str, cause: str) -> requests.Response:
    return shop.send_form(path, service=service, cause=cause)


def new_puzzle(shop: RunningFrontend, **wanted: Any) -> dict[str, Any]:
    made = shop.ask("POST", "/puzzle/new.json", json=wanted)
    assert made.status_code == 201, made.text
    return dict(made.json())


def place(shop: RunningFrontend, puzzle: dict[str, Any]) -> str:
    """Place a puzzle's order as a program does; return its trace id."""
    entries = {"sandbox.scenario": puzzle["with"], "sandbox.seed": puzzle["seed"]}
    baggage = ",".join(f"{key}={quote(str(value), safe='')}" for key, value in entries.items())
    return str(shop.order(baggage=baggage).json()["trace_id"])


def say(shop: RunningFrontend, puzzle: dict[str, Any], **document: Any) -> requests.Response:
    return shop.ask("POST", f"/puzzle/{puzzle['id']}.json", json=document)


def named(service: str, cause: str) -> dict[str, Any]:
    return {"answers": [{"service": service, "cause": cause}]}


def selected(page: Page) -> list[str | None]:
    """Return what is chosen already."""
    return [each["value"] for each in page.all("option") if "selected" in each]


def board(shop: RunningFrontend) -> str:
    return Page(shop.see("/puzzle/").text).text("table")


def test_puzzle_leads_to_an_order_without_saying_what_is_wrong(
    faulty_shop: RunningFrontend,
) -> None:
    address = begin(faulty_shop)
    page = Page(faulty_shop.see(address).text)

    assert urlsplit(address).path == "/"
    assert "something wrong that you are to find" in page.text("main")
    assert FAULT.title not in page.text("body")


def test_order_and_trace_of_an_open_puzzle_keep_the_answer(
    faulty_shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    path = order_at(faulty_shop, begin(faulty_shop))
    trace_id = trace_of(faulty_shop, path)
    jaeger.hold(trace_id, order_spans(3000), time.time())
    told = [faulty_shop.see(each).text for each in (path, f"/traces/{trace_id}/", "/traces/")]
    document = faulty_shop.ask("GET", f"/traces/{trace_id}.json").json()

    assert [QUESTION in each for each in told] == [True, True, True]
    assert all("look_up_price" in each for each in told[:2])
    answers = ("3.00 s in thirdparty", "too slow", "took longest", FAULT.title, NAME)
    assert [word for each in told for word in answers if word in each] == []
    assert (document["answer"], document["blame"]) == (QUESTION, None)


def test_order_whose_trace_never_comes_leads_to_its_puzzle_all_the_same(
    faulty_shop: RunningFrontend,
) -> None:
    path = order_at(faulty_shop, begin(faulty_shop))
    long_ago = "UPDATE orders_order SET settled_at = '2020-01-01 00:00:00'"
    with database(faulty_shop) as opened:
        opened.execute(long_ago)
    page = Page(faulty_shop.see(path).text)

    assert "Jaeger does not have its trace." in page.text("section")
    assert [text for href, text in page.anchors() if href.startswith("/puzzle/")] == [
        "Say what it is"
    ]


def test_puzzle_is_graded_and_then_explained(
    faulty_shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    path = begin_and_order(faulty_shop, jaeger)
    before = faulty_shop.see(path).text
    wrong = Page(answer(faulty_shop, path, FAULT.acts_in, OTHER.name).text)
    right = answer(faulty_shop, path, FAULT.acts_in, NAME)
    after = Page(faulty_shop.see(path).text)

    for secret in (NAME, FAULT.title, FAULT.shows):
        assert secret not in SELECTS.sub("", before)
    assert "the service is right, the cause is wrong." in wrong.text("main")
    assert selected(wrong) == [FAULT.acts_in, OTHER.name]
    assert (right.status_code, right.headers["Location"]) == (303, path)
    assert after.text("h1") == "Solved"
    for told in (FAULT.title, FAULT.shows, FAULT.teaches, FAULT.mend, "2 tries"):
        assert told in after.text("main")
    assert "3.00 s in thirdparty look_up_price" in after.text("main")


def test_puzzle_that_is_given_up_is_explained_and_not_solved(
    faulty_shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    path = begin_and_order(faulty_shop, jaeger, "Quitter")
    faulty_shop.send_form(path, give_up="yes")
    page = Page(faulty_shop.see(path).text)

    assert page.text("h1") == "Given up"
    assert FAULT.shows in page.text("main")
    assert "Quitter 0 of 1 0" in board(faulty_shop)


def test_answer_without_a_choice_shows_the_form_again(
    faulty_shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    path = begin_and_order(faulty_shop, jaeger)
    refused = answer(faulty_shop, path, "", "")

    assert refused.status_code == 422
    assert "Choose a service and a cause." in Page(refused.text).text("main")


def test_puzzle_is_answered_only_after_its_order(faulty_shop: RunningFrontend) -> None:
    puzzle = new_puzzle(faulty_shop, seed=SEED)
    early = say(faulty_shop, puzzle, **named(FAULT.acts_in, NAME))
    page = Page(faulty_shop.see(f"/puzzle/{puzzle['id']}/").text)

    assert (early.status_code, early.json()["detail"]) == (
        409,
        "Place the order of this puzzle first.",
    )
    assert page.text("h1") == "First, order some tea"


def test_program_plays_as_a_page_does(faulty_shop: RunningFrontend) -> None:
    puzzle = new_puzzle(faulty_shop, seed=SEED)
    trace_id = place(faulty_shop, puzzle)
    wrong = say(faulty_shop, puzzle, **named(FAULT.acts_in, OTHER.name)).json()
    right = say(faulty_shop, puzzle, **named(FAULT.acts_in, NAME)).json()

    assert (wrong["right"], wrong["right_services"], wrong["right_causes"]) == (False, 1, 0)
    assert "answers" not in wrong
    assert (right["right"], right["over"], right["solved"], right["tries"]) == (True,) * 3 + (2,)
    assert right["trace_id"] == trace_id
    assert right["answers"] == [{"service": FAULT.acts_in, "cause": NAME}]


def test_players_have_each_their_own_puzzle_and_a_row_on_the_board(
    faulty_shop: RunningFrontend,
) -> None:
    ada, bob = (new_puzzle(faulty_shop, seed=SEED, player=name) for name in ("Ada", "Bob"))
    for puzzle in (ada, bob):
        place(faulty_shop, puzzle)
    say(faulty_shop, ada, **named(FAULT.acts_in, NAME))
    say(faulty_shop, bob, **named(FAULT.acts_in, OTHER.name))

    assert ada["with"] != bob["with"]
    shown = board(faulty_shop)
    assert re.search(r"Ada 1 of 1 1 \d+ s .*Bob 0 of 1 1", shown), shown


def test_solved_puzzle_counts_no_more_tries(faulty_shop: RunningFrontend) -> None:
    puzzle = new_puzzle(faulty_shop, seed=SEED)
    place(faulty_shop, puzzle)
    right = named(FAULT.acts_in, NAME)
    states = [say(faulty_shop, puzzle, **right).json() for _ in range(2)]

    assert [(each["solved"], each["tries"]) for each in states] == [(True, 1)] * 2


def test_name_is_typed_once(faulty_shop: RunningFrontend) -> None:
    begin(faulty_shop, "Grace")
    cookie = next(each for each in faulty_shop.session.cookies if each.name == "sandbox_player")
    page = Page(faulty_shop.see("/puzzle/").text)

    assert (cookie.path, cookie.has_nonstandard_attr("HttpOnly")) == ("/puzzle/", True)
    assert page.all("input", name="player")[0]["value"] == "Grace"


def test_name_in_a_forged_cookie_is_not_believed(faulty_shop: RunningFrontend) -> None:
    headers = {"Cookie": "sandbox_player=Mallory:forged", "Accept": "text/html"}
    page = Page(faulty_shop.ask("GET", "/puzzle/", headers=headers).text)

    assert page.all("input", name="player")[0]["value"] == ""


@pytest.mark.parametrize(
    ("path", "options", "status"),
    [
        ("/puzzle/new.json", {"json": {"seed": -1}}, 422),
        ("/puzzle/new.json", {"json": {"player": "x" * 41}}, 422),
        ("/puzzle/new.json", {"json": [1]}, 400),
        ("/puzzle/new.json", {"data": "seed=1"}, 415),
        ("/puzzle/00000000-0000-4000-8000-000000000000.json", {"json": {"give_up": True}}, 404),
    ],
)
def test_wrong_document_is_refused_in_words(
    faulty_shop: RunningFrontend, path: str, options: dict[str, Any], status: int
) -> None:
    refused = faulty_shop.ask("POST", path, **options)

    assert refused.status_code == status
    assert refused.json()["detail"]


def test_half_of_a_hard_puzzle_does_not_tell_it(faulty_shop: RunningFrontend) -> None:
    puzzle = new_puzzle(faulty_shop, seed=SEED, hard=True)
    half = puzzle["with"].split("&")[0]
    page = Page(faulty_shop.see(f"/?with={half}").text)

    assert find_scenario(choose(SEED, hard=True)[0]).title not in page.text("body")
