"""The edge of a service that can be broken for one request."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import pytest

from tracing_sandbox.faults.asked import CHOSEN, Asked
from tracing_sandbox.faults.catalogue import SCENARIOS
from tracing_sandbox.faults.seal import Seal
from tracing_sandbox.planting.baggage import read_baggage
from tracing_sandbox.planting.current import current
from tracing_sandbox.planting.edge import Edge
from tracing_sandbox.planting.places import Place

NAME = "slow-third-party"
SEAL = Seal("a key", SCENARIOS)


class Seen:
    """An application that notes what it is asked, and what is refused before it."""

    def __init__(self) -> None:
        self.asked: Asked | None = None
        self.environ: dict[str, Any] = {}
        self.refused: tuple[str, str] | None = None

    def __call__(self, environ: dict[str, Any], _start_response: Any) -> Iterable[bytes]:
        request = current.get()
        self.asked = request.asked if request else None
        self.environ = environ
        return [b"served"]

    def refuse(self, _environ: Any, _start_response: Any, kind: str, detail: str) -> list[bytes]:
        self.refused = (kind, detail)
        return [b"refused"]


def serve(**environ: str) -> Seen:
    """Let the edge serve one request."""
    seen = Seen()
    Edge(seen, SEAL, Place(), seen.refuse)(dict(environ), None)
    assert current.get() is None
    return seen


def test_a_request_that_asks_for_nothing_is_left_alone() -> None:
    seen = serve(HTTP_BAGGAGE="app.channel=page", REQUEST_METHOD="POST", QUERY_STRING="with=")

    assert seen.asked is None
    assert seen.environ["HTTP_BAGGAGE"] == "app.channel=page"


def test_a_name_is_sealed_before_anybody_sees_it() -> None:
    seen = serve(HTTP_BAGGAGE=f"app.channel=page,sandbox.scenario={NAME},sandbox.seed=7")

    assert seen.asked == Asked((NAME,), seed=7, salt=SEAL.salt)
    assert NAME not in str(seen.environ)
    entries = read_baggage(seen.environ["HTTP_BAGGAGE"])
    assert entries["app.channel"] == "page"
    assert SEAL.open(entries["sandbox.scenario"]) == NAME


def test_a_request_without_a_seed_gets_one_that_goes_on() -> None:
    seen = serve(HTTP_BAGGAGE=f"sandbox.scenario={NAME}")

    assert seen.asked
    assert read_baggage(seen.environ["HTTP_BAGGAGE"])["sandbox.seed"] == str(seen.asked.seed)


def test_a_form_asks_in_the_query_of_its_post() -> None:
    query = f"with={quote(SEAL.close(NAME))}&delay_ms=700&mended=true"

    assert serve(REQUEST_METHOD="GET", QUERY_STRING=query).asked is None
    asked = serve(REQUEST_METHOD="POST", QUERY_STRING=query).asked
    assert asked
    assert (asked.names, asked.delays_ms, asked.mended) == ((NAME,), (700.0,), True)


def test_the_third_party_is_told_in_a_header_of_its_own() -> None:
    seen = serve(HTTP_X_THIRDPARTY_BEHAVIOUR=f"sandbox.scenario={SEAL.close(NAME)},sandbox.seed=7")

    assert seen.asked == Asked((NAME,), seed=7, salt=SEAL.salt)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("sandbox.scenario=slow-thirdparty", "Did you mean slow-third-party"),
        ("sandbox.scenario=~0123", "none of this sandbox's"),
        (f"sandbox.scenario={NAME},sandbox.delay_ms=x", "expected milliseconds"),
    ],
)
def test_what_there_is_not_is_refused(asked: str, said: str) -> None:
    seen = serve(HTTP_BAGGAGE=asked)

    assert seen.environ == {}
    assert seen.refused
    kind, detail = seen.refused
    assert kind == "unknown-scenario"
    assert said in detail


def test_a_choice_is_taken_out_of_what_spans_record_of_an_address() -> None:
    chosen = f"with={SEAL.close(NAME)}&delay_ms=5&mended=true"
    seen = serve(
        REQUEST_METHOD="POST",
        QUERY_STRING=f"q=tea&{chosen}",
        HTTP_REFERER=f"http://127.0.0.1:8000/?{chosen}",
    )

    assert seen.asked is not None
    assert (seen.asked.names, seen.asked.delays_ms, seen.asked.mended) == ((NAME,), (5,), True)
    assert seen.environ["QUERY_STRING"] == "q=tea"
    assert seen.environ["HTTP_REFERER"] == "http://127.0.0.1:8000/"
    assert seen.environ[CHOSEN] == chosen


def test_an_address_without_a_choice_is_left_as_it_is() -> None:
    came_from = "http://127.0.0.1:8000/traces/?sort=slowest"
    seen = serve(REQUEST_METHOD="GET", QUERY_STRING="sort=slowest", HTTP_REFERER=came_from)

    assert (seen.environ["QUERY_STRING"], seen.environ["HTTP_REFERER"]) == (
        "sort=slowest",
        came_from,
    )
    assert CHOSEN not in seen.environ


def test_a_token_is_remembered_as_it_came() -> None:
    token = SEAL.close(NAME)
    given = []
    edge = Edge(lambda *_: given.append(current.get()) or [], SEAL, Place(), Seen().refuse)
    edge({"HTTP_BAGGAGE": f"sandbox.scenario={quote(token)}"}, None)

    assert [each.given for each in given if each] == [token]
