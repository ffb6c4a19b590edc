"""What comes in is checked, and what goes wrong is a problem document: of whatever is sent."""

import json
from typing import Annotated, Any

import flask
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from pydantic import BaseModel, ConfigDict, Field

from telemetry.spans import domain_span
from thirdparty.tracing import trace_requests
from web.calls.far_side import FarSideDownError
from web.edge.body import MAX_BODY_BYTES
from web.edge.flask_edge import install_edge, read_body
from web.edge.problem import Problem, ProblemError

LONGEST_S = 16.0


class Order(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    sku: Annotated[str, Field(pattern=r"^[A-Z0-9-]{1,64}$")]
    quantity: Annotated[int, Field(ge=1, le=1000)]


def build_app() -> flask.Flask:
    app = flask.Flask("edge", static_folder=None)
    install_edge(app, LONGEST_S)

    @app.post("/orders")
    def orders() -> dict[str, Any]:
        return read_body(Order).model_dump()

    @app.get("/boom")
    def boom() -> str:
        with domain_span("explode"):
            raise KeyError("a secret of the code")

    @app.get("/sold-out")
    def sold_out() -> str:
        with domain_span("check_stock"):
            raise ProblemError(Problem(409, "out-of-stock", "None left.", {"available": 0}))

    @app.get("/thirdparty-down")
    def thirdparty_down() -> str:
        with domain_span("quote_price"):
            raise FarSideDownError("thirdparty", "The thirdparty is down.")

    @app.get("/foo/healthz")
    def no_health_check() -> str:
        return "ok"

    trace_requests(app)
    return app


@pytest.fixture
def client(finished_spans: InMemorySpanExporter) -> FlaskClient:
    return build_app().test_client()


def post(client: FlaskClient, body: bytes, **headers: str) -> Any:
    sent = {"Content-Type": "application/json", **headers}
    return client.post("/orders", data=body, headers=sent)


def problem(response: Any) -> dict[str, Any]:
    """Return the problem document without its trace id, which must be the one of the header.

    Only the health check's address has neither.
    """
    assert response.content_type == "application/problem+json"
    document = dict(response.get_json())
    trace_id = document.pop("trace_id")
    if response.request.path != "/healthz":
        assert response.headers["traceresponse"].split("-")[1] == trace_id
    assert document["status"] == response.status_code
    return document


def test_good_body_is_read(client: FlaskClient) -> None:
    response = post(client, b'{"sku": "TEA", "quantity": 2}')
    assert (response.status_code, response.get_json()) == (200, {"sku": "TEA", "quantity": 2})


def test_unknown_address_is_404(client: FlaskClient) -> None:
    found = problem(client.get("/nowhere"))
    assert (found["title"], found["type"]) == ("Not Found", "urn:sandbox:problem:not-found")
    assert found["detail"] == "There is nothing at this address."


def test_wrong_method_is_405_and_says_which_there_are(client: FlaskClient) -> None:
    response = client.delete("/orders")
    assert problem(response)["type"] == "urn:sandbox:problem:method-not-allowed"
    assert {method.strip() for method in response.headers["Allow"].split(",")} == {
        "OPTIONS",
        "POST",
    }


def test_conflict_is_409_with_its_members(client: FlaskClient) -> None:
    assert problem(client.get("/sold-out")) == {
        "type": "urn:sandbox:problem:out-of-stock",
        "title": "Conflict",
        "status": 409,
        "detail": "None left.",
        "available": 0,
    }


CHUNKED = {
    "CONTENT_LENGTH": "",
    "HTTP_TRANSFER_ENCODING": "chunked",
    "wsgi.input_terminated": True,
}


@pytest.mark.parametrize("environ", [{}, CHUNKED], ids=["announced", "chunked"])
def test_long_body_is_413(client: FlaskClient, environ: dict[str, Any]) -> None:
    response = client.post(
        "/orders",
        data=b" " * (MAX_BODY_BYTES + 1),
        content_type="application/json",
        environ_overrides=environ,
    )
    found = problem(response)
    assert (found["type"], found["detail"]) == (
        "urn:sandbox:problem:content-too-large",
        "At most 65536 bytes are read.",
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": ""},
        {"Content-Type": "application/xml"},
        {"Content-Encoding": "gzip"},
        {"Content-Encoding": "nonsense"},
    ],
)
def test_other_media_type_or_coding_is_415(client: FlaskClient, headers: dict[str, str]) -> None:
    assert problem(post(client, b"{}", **headers))["status"] == 415


@pytest.mark.parametrize("coding", ["identity", "Identity"])
def test_body_without_a_coding_may_say_so(client: FlaskClient, coding: str) -> None:
    response = post(client, b'{"sku": "TEA", "quantity": 2}', **{"Content-Encoding": coding})
    assert response.status_code == 200


DEEP = b'{"sku": ' + b"[" * 30_000 + b"]" * 30_000 + b"}"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\x00",
        b"\xff\xfe",
        b'{"sku": "\xed\xa0\x80", "quantity": 1}',
        b'{"sku": "\\ud800", "quantity": 1}',
        b'{"sku": "A", "quantity": ' + b"9" * 50_000 + b"}",
        b'{"sku": "A", "quantity": NaN_}',
        DEEP,
    ],
    ids=lambda body: repr(body[:24]),
)
def test_body_that_is_not_json_is_400(client: FlaskClient, body: bytes) -> None:
    assert problem(post(client, body))["type"] == "urn:sandbox:problem:malformed-json"


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b"{}", ["sku", "quantity"]),
        (b"[]", ["(document)"]),
        (b"null", ["(document)"]),
        (b'{"sku": "tea", "quantity": 1}', ["sku"]),
        (b'{"sku": "TEA\\n", "quantity": 1}', ["sku"]),
        (b'{"sku": "TEA\\u0000", "quantity": 1}', ["sku"]),
        (b'{"sku": "TEA", "quantity": 0}', ["quantity"]),
        (b'{"sku": "TEA", "quantity": 1001}', ["quantity"]),
        (b'{"sku": "TEA", "quantity": 1.5}', ["quantity"]),
        (b'{"sku": "TEA", "quantity": "1"}', ["quantity"]),
        (b'{"sku": "TEA", "quantity": true}', ["quantity"]),
        (b'{"sku": "TEA", "quantity": NaN}', ["quantity"]),
        (b'{"sku": "TEA", "quantity": 99999999999999999999}', ["quantity"]),
        (b'{"sku": "TEA", "quantity": 1, "price": 1}', ["price"]),
    ],
)
def test_wrong_field_is_422_and_named(client: FlaskClient, body: bytes, fields: list[str]) -> None:
    found = problem(post(client, body))
    assert found["type"] == "urn:sandbox:problem:invalid-fields"
    assert [error["field"] for error in found["errors"]] == fields
    assert all(error["expected"] for error in found["errors"])
    assert "pattern" not in found["detail"]


def test_many_wrong_fields_make_no_long_answer(client: FlaskClient) -> None:
    body = json.dumps({f"field{number}": 1 for number in range(4_000)}).encode()
    response = post(client, body)
    assert len(problem(response)["errors"]) == 20
    assert len(response.data) < 5_000


def test_unexpected_error_is_500_without_a_word_of_its_own(
    client: FlaskClient, finished_spans: InMemorySpanExporter
) -> None:
    response = client.get("/boom")
    assert problem(response) == {
        "type": "urn:sandbox:problem:unexpected",
        "title": "Internal Server Error",
        "status": 500,
        "detail": "Something went wrong here. The trace and the log say what.",
    }


def spans_by_name(exporter: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    return {span.name: span for span in exporter.get_finished_spans()}


def exceptions(exporter: InMemorySpanExporter) -> list[tuple[str, Any]]:
    return [
        (span.name, dict(event.attributes or {})["exception.type"])
        for span in exporter.get_finished_spans()
        for event in span.events
    ]


def test_unexpected_error_is_recorded_once_and_marks_its_spans(
    client: FlaskClient, finished_spans: InMemorySpanExporter
) -> None:
    client.get("/boom")
    spans = spans_by_name(finished_spans)
    assert exceptions(finished_spans) == [("GET /boom", "KeyError")]
    assert {name: span.status.status_code for name, span in spans.items()} == {
        "explode": StatusCode.ERROR,
        "GET /boom": StatusCode.ERROR,
    }
    assert dict(spans["explode"].attributes or {}) == {"error.type": "KeyError"}


def test_answer_below_500_marks_no_span(
    client: FlaskClient, finished_spans: InMemorySpanExporter
) -> None:
    client.get("/sold-out")
    spans = spans_by_name(finished_spans)
    assert {name: span.status.status_code for name, span in spans.items()} == {
        "check_stock": StatusCode.UNSET,
        "GET /sold-out": StatusCode.UNSET,
    }
    assert exceptions(finished_spans) == []


def test_far_side_that_failed_marks_every_span_above_it(
    client: FlaskClient, finished_spans: InMemorySpanExporter
) -> None:
    response = client.get("/thirdparty-down")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "1")
    spans = spans_by_name(finished_spans)
    assert spans["quote_price"].status.description == "The thirdparty is down."
    assert {name: span.status.status_code for name, span in spans.items()} == {
        "quote_price": StatusCode.ERROR,
        "GET /thirdparty-down": StatusCode.ERROR,
    }


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "/nowhere/4711", "GET"),
        ("POST", "/orders/4711", "POST"),
        ("DELETE", "/orders", "DELETE"),
        ("FROBNICATE", "/nowhere", "HTTP"),
        ("get", "/nowhere", "GET"),
        ("POST", "/orders", "POST /orders"),
        ("FROBNICATE", "/orders", "HTTP"),
    ],
)
def test_span_names_stay_few(
    client: FlaskClient,
    finished_spans: InMemorySpanExporter,
    method: str,
    path: str,
    name: str,
) -> None:
    client.open(path, method=method)
    assert [span.name for span in finished_spans.get_finished_spans()] == [name]


@pytest.mark.parametrize("path", ["/healthz", "/healthz?x=1", "/healthz?"])
def test_health_check_is_not_traced(
    client: FlaskClient, finished_spans: InMemorySpanExporter, path: str
) -> None:
    response = client.get(path)
    assert response.get_json() == {"status": "ok", "longest_request_s": LONGEST_S}
    assert "traceresponse" not in response.headers
    assert finished_spans.get_finished_spans() == ()


@pytest.mark.parametrize(
    "path", ["/foo/healthz", "/healthz/", "/healthzz", "/boom?next=http://x/healthz", "/healthz/x?"]
)
def test_what_only_looks_like_the_health_check_is_traced(
    client: FlaskClient, finished_spans: InMemorySpanExporter, path: str
) -> None:
    client.get(path)
    assert finished_spans.get_finished_spans()


@pytest.mark.parametrize("host", ["x/healthz", "x/healthz?", "a@b/healthz", "//healthz"])
def test_host_header_hides_no_request(
    client: FlaskClient, finished_spans: InMemorySpanExporter, host: str
) -> None:
    response = client.get("/boom", headers={"Host": host})
    assert response.status_code in (400, 500)
    assert finished_spans.get_finished_spans()


@pytest.mark.parametrize(
    "offered", ["", " ", "a b", "x" * 65, "é", "a\x00", "<script>", "'; DROP TABLE x", "x" * 4000]
)
def test_absurd_request_id_is_replaced(
    client: FlaskClient, finished_spans: InMemorySpanExporter, offered: str
) -> None:
    answered = client.get("/nowhere", headers={"X-Request-ID": offered}).headers["X-Request-ID"]
    assert len(answered) == 32
    (span,) = finished_spans.get_finished_spans()
    assert (span.attributes or {})["app.request.id"] == answered


def test_sane_request_id_is_taken(
    client: FlaskClient, finished_spans: InMemorySpanExporter
) -> None:
    assert client.get("/nowhere", headers={"X-Request-ID": "a.b-7"}).headers["X-Request-ID"] == (
        "a.b-7"
    )
    (span,) = finished_spans.get_finished_spans()
    assert (span.attributes or {})["app.request.id"] == "a.b-7"


def test_request_id_is_never_the_one_of_the_request_before(client: FlaskClient) -> None:
    """A thread serves one request after the other, and health checks start no span."""
    client.get("/nowhere", headers={"X-Request-ID": "of-the-first"})
    assert client.get("/healthz").headers["X-Request-ID"] != "of-the-first"


def test_query_is_recorded_without_its_secrets(
    client: FlaskClient, finished_spans: InMemorySpanExporter
) -> None:
    client.get("/nowhere?quantity=2&api_key=hush&x")
    (span,) = finished_spans.get_finished_spans()
    assert (span.attributes or {})["url.query"] == "quantity=2&api_key=REDACTED&x"


def test_address_of_the_server_has_no_port(
    client: FlaskClient, finished_spans: InMemorySpanExporter
) -> None:
    client.get("/nowhere", headers={"Host": "inventory.example:8001"})
    (span,) = finished_spans.get_finished_spans()
    assert (span.attributes or {})["server.address"] == "inventory.example"


TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
BROKEN_TRACEPARENTS = [
    "",
    "00",
    "00-" + "0" * 32 + "-b7ad6b7169203331-01",
    TRACEPARENT[:-1],
    TRACEPARENT + "-extra",
    "ff" + TRACEPARENT[2:],
    TRACEPARENT.upper(),
    "00-" + "é" * 32 + "-b7ad6b7169203331-01",
    "x" * 8000,
]


def test_trace_goes_on_from_traceparent(client: FlaskClient) -> None:
    document = client.get("/nowhere", headers={"traceparent": TRACEPARENT}).get_json()
    assert document["trace_id"] == "0af7651916cd43dd8448eb211c80319c"


@pytest.mark.parametrize("traceparent", BROKEN_TRACEPARENTS)
def test_broken_traceparent_starts_a_trace(client: FlaskClient, traceparent: str) -> None:
    response = client.get("/nowhere", headers={"traceparent": traceparent})
    assert len(response.get_json()["trace_id"]) == 32
    assert problem(response)["status"] == 404


LATIN_1 = st.text(
    st.characters(min_codepoint=1, max_codepoint=255, exclude_characters="\r\n"), max_size=80
)
HEADER_NAMES = [
    "CONTENT_TYPE",
    "HTTP_TRACEPARENT",
    "HTTP_TRACESTATE",
    "HTTP_BAGGAGE",
    "HTTP_X_REQUEST_ID",
    "HTTP_HOST",
    "HTTP_ACCEPT",
    "HTTP_COOKIE",
    "HTTP_AUTHORIZATION",
    "HTTP_CONTENT_ENCODING",
    "HTTP_USER_AGENT",
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_RANGE",
    "HTTP_EXPECT",
    "HTTP_IF_NONE_MATCH",
]
HEADERS = st.dictionaries(
    st.sampled_from(HEADER_NAMES),
    LATIN_1 | st.sampled_from(["application/json", TRACEPARENT, "sandbox.scenario=x", "gzip"]),
)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
BODIES = (
    st.binary(max_size=200)
    | JSON_VALUES.map(lambda value: json.dumps(value).encode())
    | st.fixed_dictionaries({"sku": JSON_VALUES, "quantity": JSON_VALUES}).map(
        lambda value: json.dumps(value).encode()
    )
)
PATHS = st.sampled_from(["/orders", "/sold-out", "/healthz", "//orders", "/../orders", ""]) | (
    LATIN_1.map(lambda text: "/" + text)
)
METHODS = st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "BREW"])
NAMES = {
    *(f"{method} /orders" for method in ("POST", "OPTIONS")),
    *(f"{method} /sold-out" for method in ("GET", "HEAD", "OPTIONS")),
    *("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "HTTP", "check_stock"),
}


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(method=METHODS, path=PATHS, headers=HEADERS, body=BODIES, query=LATIN_1)
def test_nothing_that_is_sent_makes_an_error_of_ours(
    client: FlaskClient,
    finished_spans: InMemorySpanExporter,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    query: str,
) -> None:
    finished_spans.clear()
    target = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query}
    environ = {"CONTENT_TYPE": "application/json", **headers, **target}
    response = client.open("/", data=body, environ_overrides=environ)
    assert response.status_code < 500
    assert b"Traceback" not in response.data
    if response.status_code >= 400 and method != "HEAD":
        problem(response)
    spans = finished_spans.get_finished_spans()
    assert {span.name for span in spans} <= NAMES
    encode_spans(spans).SerializeToString()
