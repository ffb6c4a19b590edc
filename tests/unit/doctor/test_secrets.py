"""What looks like a secret is told from what does not, and never shown."""

from dataclasses import replace

import pytest

from tests.unit.doctor.made_orders import Order
from tracing_sandbox.doctor import diagnose
from tracing_sandbox.doctor.secrets import secrets_on
from tracing_sandbox.traces.reading.span import AttributeValue, Event

SECRETS: list[tuple[str, AttributeValue, str]] = [
    ("http.request.header.authorization", ["Bearer abcdefghijklmnop"], "a bearer token"),
    ("http.request.header.authorization", "anything-at-all", "a secret, by its name"),
    ("http.request.header.cookie", ["session=8a7b"], "a secret, by its name"),
    ("app.api_key", "a1b2c3", "a secret, by its name"),
    ("app.user.password", "hunter2", "a secret, by its name"),
    ("url.query", "q=tea&password=hunter2", "a password"),
    ("url.full", "https://me:hunter2@example.org/", "a password in an address"),
    ("note", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc", "a JSON web token"),
    ("note", "AKIAIOSFODNN7EXAMPLE", "a key of a cloud"),
    ("note", "sk_live_0123456789abcdef", "an API key"),
    ("payment", "4111 1111 1111 1111", "the number of a card"),
    ("payment", 5500005555555559, "the number of a card"),
    ("command", ["--password=hunter22"], "a password"),
]
HARMLESS: list[tuple[str, AttributeValue]] = [
    ("http.request.header.authorization", ["REDACTED"]),
    ("http.request.header.authorization", "Bearer REDACTED"),
    ("http.request.header.authorization", "[REDACTED]"),
    ("app.user.password", "****"),
    ("url.query", "token=REDACTED&q=tea"),
    ("db.query.text", "SELECT name FROM users WHERE password = ?"),
    ("db.query.text", "UPDATE users SET password = %s WHERE id = %s"),
    ("db.query.text", "SELECT 1 WHERE password = $1"),
    ("app.order.id", "6bf6ca59-7377-480b-a4a1-fdd87b4c279d"),
    ("app.request.id", "79318f3f5d9d4fb083190e23734aaf61"),
    ("payment", "4111 1111 1111 1112"),
    ("thread.id", 140234567890123),
    ("started", 1750000000000000000),
    ("app.keyboard", "qwerty"),
    ("app.tokens", 7),
    ("author", "Ann Author"),
    ("enabled", True),
    ("nothing", None),
]


def _judge(key: str, value: AttributeValue) -> list[tuple[str, str]]:
    return list(secrets_on(replace(Order(0).spans[0], attributes={key: value})))


@pytest.mark.parametrize(("key", "value", "what"), SECRETS)
def test_secret_is_named_by_what_it_looks_like(key: str, value: AttributeValue, what: str) -> None:
    assert _judge(key, value) == [(key, what)]


@pytest.mark.parametrize(("key", "value"), HARMLESS)
def test_what_is_no_secret_is_left_alone(key: str, value: AttributeValue) -> None:
    assert _judge(key, value) == []


def test_secret_in_an_event_is_found() -> None:
    event = Event("exception", 0, {"exception.message": "login failed: password=hunter2"})
    span = replace(Order(0).spans[0], attributes={}, events=(event,))
    assert list(secrets_on(span)) == [("event exception: exception.message", "a password")]


@pytest.mark.parametrize(("key", "value", "what"), SECRETS)
def test_finding_never_shows_the_secret(key: str, value: AttributeValue, what: str) -> None:
    order = Order(0)
    order.note("inventory GET", **{key.replace(".", "__"): value})
    said = str(diagnose(order.traces()).as_document())
    shown = value if isinstance(value, list) else [value]
    assert not [each for each in shown if str(each) in said]
    assert what in said
