"""Many players at once: each puzzle is graded right, and nothing but the grade gives it away."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest
import requests

from tests.waiting import wait_until
from tracing_sandbox.faults.catalogue import find_scenario
from tracing_sandbox.faults.puzzle import choose
from tracing_sandbox.running.trial import TrialSandbox

SEEDS = range(20)
AT_ONCE = 8
LONGEST_S = 60
# What the operating system itself says of a reset: evidence, and no title of ours.
OWN_WORDS = re.compile("connection reset by peer", re.IGNORECASE)
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
SELECTS = re.compile(r"<select id=\"(?:service|cause)-.*?</select>", re.DOTALL)


@dataclass(frozen=True)
class Played:
    """A puzzle whose order is placed; `answers` are all that the shop has said of it."""

    names: tuple[str, ...]
    id: str
    given: str
    trace_id: str
    answers: tuple[requests.Response, ...]

    @property
    def secrets(self) -> list[str]:
        """What would give it away."""
        titles = [find_scenario(name).title for name in self.names]
        return [*self.names, *(name.replace("-", "_") for name in self.names), *titles]

    @property
    def tokens(self) -> list[str]:
        """What the player was given in place of the names."""
        return self.given.split("&")


class Player:
    """Somebody who plays one puzzle and looks at all that the shop shows of it."""

    def __init__(self, sandbox: TrialSandbox, seed: int) -> None:
        self._shop = sandbox.frontend_url
        self._seed = seed
        self._hard = seed % 2 == 1
        self._in_browser = seed % 4 > 1
        self._session = requests.Session()
        self._said: list[requests.Response] = []

    def play(self) -> Played:
        """Begin, order, and look at everything."""
        wanted = {"seed": self._seed, "hard": self._hard, "player": f"player {self._seed}"}
        puzzle = self._ask("POST", "/puzzle/new.json", json=wanted).json()
        order = self._order_on_the_page if self._in_browser else self._order_as_a_program
        order_id = order(puzzle)
        trace_id = self._ask("GET", f"/api/orders/{order_id}").json()["trace_id"]
        self._look(puzzle["id"], order_id, trace_id)
        names = choose(self._seed, hard=self._hard)
        return Played(names, puzzle["id"], puzzle["with"], trace_id, tuple(self._said))

    def _order_as_a_program(self, puzzle: dict[str, Any]) -> str:
        entries = {"sandbox.scenario": puzzle["with"], "sandbox.seed": puzzle["seed"]}
        baggage = ",".join(f"{key}={quote(str(text), safe='')}" for key, text in entries.items())
        order = {"sku": "TEA-ASSAM", "quantity": 1}
        said = self._ask("POST", "/api/orders", json=order, headers={"baggage": baggage}).json()
        return str(said.get("id") or said["order_id"])

    def _order_on_the_page(self, puzzle: dict[str, Any]) -> str:
        address = "/?" + urlencode({"with": puzzle["with"], "seed": puzzle["seed"]})
        secret = CSRF.search(self._ask("GET", address).text)
        assert secret
        form = {"csrfmiddlewaretoken": secret[1], "sku": "TEA-ASSAM", "quantity": "1"}
        said = self._ask(
            "POST",
            address,
            data={**form, "key": uuid4().hex},
            headers={"Referer": self._shop + address},
            allow_redirects=False,
        )
        return said.headers["Location"].split("/")[2]

    def _look(self, puzzle_id: str, order_id: str, trace_id: str) -> None:
        document = f"/traces/{trace_id}.json"
        wait_until(lambda: self._ask("GET", document).ok, f"trace {trace_id}", LONGEST_S)
        for path in (
            document,
            f"/traces/{trace_id}/",
            f"/orders/{order_id}/",
            f"/api/orders/{order_id}",
            f"/puzzle/{puzzle_id}/",
            f"/puzzle/{puzzle_id}.json",
        ):
            self._ask("GET", path)

    def _ask(self, method: str, path: str, **options: Any) -> requests.Response:
        headers = {"Accept": "text/html", **options.pop("headers", {})}
        url = self._shop + path
        said = self._session.request(method, url, timeout=LONGEST_S, headers=headers, **options)
        self._said.append(said)
        return said


@pytest.fixture(scope="module")
def played(sandbox: TrialSandbox) -> list[Played]:
    """Let all play at once."""
    with ThreadPoolExecutor(AT_ONCE) as players:
        return list(players.map(lambda seed: Player(sandbox, seed).play(), SEEDS))


def exported(sandbox: TrialSandbox, trace_id: str) -> str:
    """Return a trace as Jaeger holds it, in its own words."""
    url = f"{sandbox.jaeger_url}/api/v3/traces/{trace_id}"
    return requests.get(url, timeout=LONGEST_S).text


def logged(sandbox: TrialSandbox) -> Iterator[str]:
    """Return all that the parts have written."""
    return (file.read_text(errors="replace") for file in (sandbox.home / "logs").iterdir())


def found_in(text: str, played: Played) -> list[str]:
    said = OWN_WORDS.sub("", text).lower()
    return [secret for secret in played.secrets if secret.lower() in said]


def test_spans_hold_the_headers_and_none_of_the_answers(
    sandbox: TrialSandbox, played: list[Played]
) -> None:
    traces = [exported(sandbox, each.trace_id) for each in played]

    recorded = [text for text in traces if "http.request.header.baggage" in text]
    assert recorded, "no header is recorded: the test would see nothing"
    assert [found_in(text, each) for text, each in zip(traces, played, strict=True)] == [[]] * 20
    assert [token for each in played for token in each.tokens if token in "".join(traces)] == []


def test_other_traces_of_the_time_hold_none_of_the_answers(
    sandbox: TrialSandbox, played: list[Played]
) -> None:
    """A break in the tracing leaves parts of an order in traces of their own."""
    services = requests.get(f"{sandbox.jaeger_url}/api/v3/services", timeout=LONGEST_S).json()
    texts = [search(sandbox, service) for service in services["services"]]

    assert {each.trace_id for each in played} & {
        found for text in texts for found in re.findall(r'"traceId": ?"([0-9a-f]{32})"', text)
    }
    assert {secret for text in texts for each in played for secret in found_in(text, each)} == set()


def search(sandbox: TrialSandbox, service: str) -> str:
    """Return the newest traces of a service in Jaeger's own words."""
    query = {
        "query.service_name": service,
        "query.start_time_min": "2000-01-01T00:00:00Z",
        "query.start_time_max": "2100-01-01T00:00:00Z",
        "query.num_traces": "300",
    }
    found = requests.get(f"{sandbox.jaeger_url}/api/v3/traces", query, timeout=LONGEST_S)
    assert found.ok, found.text
    return found.text


def test_logs_hold_none_of_the_answers(sandbox: TrialSandbox, played: list[Played]) -> None:
    texts = list(logged(sandbox))

    assert any("POST /api/orders" in text for text in texts)
    assert [token for each in played for token in each.tokens if token in "".join(texts)] == []
    assert {secret for text in texts for each in played for secret in found_in(text, each)} == set()


def test_answers_of_the_shop_hold_none_of_the_answers(played: list[Played]) -> None:
    for each in played:
        for said in each.answers:
            whole = f"{said.url}\n{said.headers}\n{SELECTS.sub('', said.text)}"
            assert found_in(whole, each) == [], said.url


def test_choices_on_a_puzzles_page_are_the_same_whatever_is_planted(played: list[Played]) -> None:
    selects: dict[int, set[tuple[str, ...]]] = {}
    for each in played:
        page = each.answers[-2].text
        selects.setdefault(len(each.names), set()).add(tuple(SELECTS.findall(page)))

    assert {count: len(found) for count, found in selects.items()} == {1: 1, 2: 1}


def test_every_player_is_graded_right_and_stands_on_the_board(
    sandbox: TrialSandbox, played: list[Played]
) -> None:
    for each in played:
        answers = [{"service": find_scenario(name).acts_in, "cause": name} for name in each.names]
        url = f"{sandbox.frontend_url}/puzzle/{each.id}.json"
        graded = requests.post(url, json={"answers": answers}, timeout=LONGEST_S).json()
        assert (graded["right"], graded["trace_id"]) == (True, each.trace_id)
        assert [answer["cause"] for answer in graded["answers"]] == list(each.names)
    board = requests.get(f"{sandbox.frontend_url}/puzzle/", timeout=LONGEST_S).text
    assert all(f"player {seed}<" in board for seed in SEEDS)
