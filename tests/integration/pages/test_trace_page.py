"""The page of one trace: the sentence, where the time went, every span; and the same as JSON."""

import json
import re
import secrets
import time
from pathlib import Path

import pytest

from tests.browser.made_traces import hostile_trace, incomplete_trace, large_trace
from tests.browser.otlp import MadeSpan
from tests.integration.frontend.running_frontend import RunningFrontend
from tests.integration.pages.conftest import hold_orders, order_spans, start_shop
from tests.integration.pages.jaeger_double import JaegerDouble, answer_with_page
from tests.integration.pages.page import Page
from tests.span_receiver import SpanReceiver
from tests.waiting import wait_until
from tracing_sandbox.traces.explaining.document import explanation_document
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.peers import explain_from

HEALTHY = (20.0, 22.0, 21.0, 20.0, 23.0)
SLOW_MS = 4900.0


def see(shop: RunningFrontend, path: str) -> Page:
    answer = shop.see(path)
    assert answer.status_code == 200, answer.text
    return Page(answer.text)


def hold(jaeger: JaegerDouble, spans: list[MadeSpan]) -> str:
    return jaeger.hold(secrets.token_hex(16), spans, time.time() - 60)


def test_page_begins_with_the_sentence_that_names_the_thirdparty(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    *_, slow = hold_orders(jaeger, *HEALTHY, SLOW_MS)

    page = see(shop, f"/traces/{slow}/")

    sentence = "4.90 s of 4.92 s (99 %) in thirdparty look_up_price; everything else took 0.02 s."
    assert page.text("h1") == sentence
    assert page.text("em") == "in thirdparty look_up_price"
    assert "in 5 healthy traces it took 21 ms, at most 23 ms." in page.text()
    assert page.text("title").startswith(sentence)


def test_page_terminal_and_json_give_one_answer(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    for trace_id in hold_orders(jaeger, *HEALTHY, SLOW_MS, 24.0):
        client = JaegerClient(jaeger.url)
        trace = client.find_trace(trace_id)
        assert trace
        document = explanation_document(explain_from(client, trace))
        assert shop.see(f"/traces/{trace_id}.json").json() == json.loads(json.dumps(document))
        assert see(shop, f"/traces/{trace_id}/").text("h1") == document["answer"]


def test_times_by_service_are_told_in_figures(shop: RunningFrontend, jaeger: JaegerDouble) -> None:
    (trace_id,) = hold_orders(jaeger, 60)

    text = see(shop, f"/traces/{trace_id}/").text("ul")

    assert "thirdparty 64 ms 80 %" in text
    assert "network or queue 8.0 ms 10 %" in text


def test_every_span_is_a_row_with_level_times_and_path_in_words(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    (trace_id,) = hold_orders(jaeger, 60)

    page = see(shop, f"/traces/{trace_id}/")

    assert len(page.all("tr")) == 1 + 6
    assert len(page.all("caption")) == 1
    assert {found["scope"] for found in page.all("th")} == {"col", "row"}
    text = page.text("tbody")
    assert "Level 6: thirdparty look_up_price took longest" in text
    assert "from 10 ms to 70 ms, 60 ms of it on the critical path 60 ms 60 ms" in text
    assert "Level 2: frontend POST →calls inventory" in text


def test_details_show_attributes_events_links_and_why_a_span_failed(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    root = MadeSpan(
        "frontend",
        "GET reports",
        0,
        10,
        kind="server",
        error=True,
        message="disk full",
        attributes={"app.order.id": "x1", "many": 12345, "yes": True},
        events=[("exception", 4, {"exception.type": "OSError"})],
        links=[("ab" * 16, "cd" * 8)],
    )

    page = see(shop, f"/traces/{hold(jaeger, [root])}/")

    text = page.text("details")
    assert "Status failed: disk full Kind server: answers a request Runs from 0 ms to 10 ms" in text
    assert "Attributes app.order.id x1 many 12345 yes true" in text
    assert "Event exception, 4.0 ms after the start exception.type OSError" in text
    assert page.all("a", href=f"/traces/{'ab' * 16}/")


def test_missing_spans_are_said_and_nothing_is_marked_as_longest(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    page = see(shop, f"/traces/{hold(jaeger, incomplete_trace())}/")

    assert page.text("h1").startswith("Cannot tell where 860 ms of 900 ms went")
    assert "cannot tell 860 ms" in page.text("ul")
    assert "The parent of inventory quote_price, span" in page.text()
    assert "what called it is missing" in page.text("tbody")
    assert "took longest" not in page.text()
    assert "%" not in page.text("ul")


def test_hostile_text_stays_text(shop: RunningFrontend, jaeger: JaegerDouble) -> None:
    answer = shop.see(f"/traces/{hold(jaeger, hostile_trace())}/")

    page = Page(answer.text)
    assert answer.status_code == 200
    assert page.all("script") == []
    assert page.all("img") == []
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f]", answer.text)
    assert "<script>document.title='owned'</script>" in page.text("bdi")
    assert "(1,000,000 characters)" in page.text("dd")
    assert "{{ settings.SECRET_KEY }}" in page.text("dd")
    assert len(answer.content) < 50_000


def test_page_loads_nothing_but_its_own_styles(shop: RunningFrontend, jaeger: JaegerDouble) -> None:
    (trace_id,) = hold_orders(jaeger, 60)

    for path in ("/traces/", f"/traces/{trace_id}/", f"/traces/compare?a={trace_id}&b={trace_id}"):
        answer = shop.see(path)
        page = Page(answer.text)
        policy = answer.headers["Content-Security-Policy"]
        assert policy == (
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'"
        )
        assert [found for _, found in page.elements if "style" in found] == []
        assert page.all("style") == page.all("script") == []
        assert [link for link in page.links() if not link.startswith(("/", "#"))] == []
        identifiers = [found["id"] for _, found in page.elements if found.get("id")]
        assert len(identifiers) == len(set(identifiers))


def test_large_trace_is_folded_and_every_span_is_on_one_of_its_pages(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    trace_id = hold(jaeger, large_trace())

    overview = see(shop, f"/traces/{trace_id}/")
    rows = [
        len(see(shop, f"/traces/{trace_id}/?show=all&page={n}").all("details")) for n in (1, 50)
    ]
    beyond = see(shop, f"/traces/{trace_id}/?show=all&page=999")

    assert len(overview.all("tr")) <= 201
    assert "10,000 spans in 1 service, 9,9" in overview.text("caption")
    assert rows == [200, 200]
    assert "page 50 of 50" in beyond.text("caption")
    assert overview.all("a", href=f"/traces/{trace_id}/?show=all#steps")


@pytest.mark.parametrize(
    ("query", "count"),
    [("show=errors", 1), ("show=path", 3), ("service=inventory", 1), ("show=errors&service=x", 0)],
)
def test_spans_can_be_chosen(
    shop: RunningFrontend, jaeger: JaegerDouble, query: str, count: int
) -> None:
    root = MadeSpan("frontend", "GET /", 0, 100, kind="server")
    spans = [
        root,
        MadeSpan("inventory", "work", 10, 90, root),
        MadeSpan("frontend", "beside", 20, 30, root),
        MadeSpan("frontend", "broken", 92, 95, root, error=True),
    ]

    page = see(shop, f"/traces/{hold(jaeger, spans)}/?{query}")

    assert len(page.all("details")) == count
    assert ("No span is like that." in page.text()) is (count == 0)


def test_order_of_the_request_is_one_click_away(
    shop: RunningFrontend, jaeger: JaegerDouble
) -> None:
    order_id = "7edee07d-829d-4dce-8673-ffe885284d91"
    spans = order_spans()
    spans[0].attributes["app.order.id"] = order_id
    spans[1].attributes["app.order.id"] = "../../evil"

    page = see(shop, f"/traces/{hold(jaeger, spans)}/")

    assert page.all("a", href=f"/orders/{order_id}/")


def test_jaeger_is_linked_only_where_it_has_a_page(
    shop: RunningFrontend, jaeger: JaegerDouble, receiver: SpanReceiver, tmp_path: Path
) -> None:
    (trace_id,) = hold_orders(jaeger, 60)
    assert not [link for link in see(shop, f"/traces/{trace_id}/").links() if "jaeger" in link]

    jaeger.behave = answer_with_page
    link = f"http://jaeger.example/trace/{trace_id}"
    with start_shop(tmp_path, jaeger.url, receiver) as other:
        # The shop has half a second for this question, and asks it again after half a minute.
        wait_until(
            lambda: see(other, f"/traces/{trace_id}/").all("a", href=link), "a link to Jaeger", 60
        )
