"""What Docker, a tunnel or a second tracer puts into a request is taken, or named."""

import re
import secrets
import socket

import pytest
import requests

from tests.waiting import wait_until
from tracing_sandbox.running.trial import TrialSandbox
from tracing_sandbox.traces.jaeger.client import JaegerClient

ORDER = {"sku": "TEA-ASSAM", "quantity": 1}
SERVICES = ("FRONTEND", "INVENTORY", "THIRDPARTY")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
KEY = re.compile(r'name="key" value="([\w-]+)"')
PUBLIC = "abc-123.tunnel.example"
IGNORED = "app.traceparent.ignored"


def order_on_the_page(sandbox: TrialSandbox, headers: dict[str, str]) -> requests.Response:
    session = requests.Session()
    page = session.get(sandbox.frontend_url, headers=headers, timeout=30)
    assert page.status_code == 200, page.text
    form = {
        **ORDER,
        "key": KEY.search(page.text)[1],
        "csrfmiddlewaretoken": TOKEN.search(page.text)[1],
    }
    return session.post(
        sandbox.frontend_url, form, headers=headers, timeout=60, allow_redirects=False
    )


@pytest.mark.parametrize("host", ["my_service:8000", "shop_frontend_1", "a_b.docker.internal:80"])
@pytest.mark.parametrize("service", SERVICES)
def test_host_with_an_underscore_is_taken(sandbox: TrialSandbox, service: str, host: str) -> None:
    address = f"{sandbox.address_of(service)}/healthz"
    assert requests.get(address, headers={"Host": host}, timeout=30).status_code == 200


def test_form_is_taken_at_a_host_with_an_underscore(sandbox: TrialSandbox) -> None:
    headers = {"Host": "my_service:8000", "Origin": "http://my_service:8000"}
    assert order_on_the_page(sandbox, headers).status_code == 303


@pytest.mark.parametrize("service", SERVICES)
def test_host_that_is_none_is_refused_with_the_reason(sandbox: TrialSandbox, service: str) -> None:
    address = f"{sandbox.address_of(service)}/nowhere"
    answer = requests.get(address, headers={"Host": "my..service"}, timeout=30)
    assert answer.status_code == 400
    assert "Host header 'my..service' is not the name of a host" in answer.json()["detail"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": PUBLIC, "X-Forwarded-Proto": "https"},
        {"Host": PUBLIC, "X-Forwarded-Proto": "https,http", "X-Forwarded-For": "203.0.113.9"},
        {"X-Forwarded-Host": PUBLIC, "X-Forwarded-Proto": "https"},
        {"X-Forwarded-Host": f"{PUBLIC}, 10.0.0.1", "X-Forwarded-Proto": "https"},
        {"Host": PUBLIC, "X-Forwarded-Proto": "https", "X-Forwarded-Ssl": "off"},
        {"Host": PUBLIC, "X-Forwarded-Proto": "https", "X-Forwarded-Host": "no name"},
    ],
)
def test_form_is_taken_behind_a_tunnel(sandbox: TrialSandbox, headers: dict[str, str]) -> None:
    answer = order_on_the_page(sandbox, {**headers, "Origin": f"https://{PUBLIC}"})
    assert answer.status_code == 303, answer.text
    assert answer.headers["Location"].startswith("/orders/")


def test_form_of_another_site_is_refused_behind_a_tunnel(sandbox: TrialSandbox) -> None:
    headers = {"Host": PUBLIC, "X-Forwarded-Proto": "https", "Origin": "https://evil.example"}
    assert order_on_the_page(sandbox, headers).status_code == 403


def test_form_is_refused_with_the_reason_where_a_tunnel_hides_its_name(
    sandbox: TrialSandbox,
) -> None:
    answer = order_on_the_page(sandbox, {"Host": "localhost:8000", "Origin": f"https://{PUBLIC}"})
    assert answer.status_code == 403
    assert answer.json()["detail"] == (
        f"The form came from https://{PUBLIC}, and this shop was called http://localhost:8000. "
        "A tunnel in between has to name itself in X-Forwarded-Host and X-Forwarded-Proto."
    )


def send_raw(address: str, path: str, headers: list[str]) -> str:
    host, port = address.removeprefix("http://").split(":")
    request = "\r\n".join(
        [f"GET {path} HTTP/1.1", "Host: x", "Connection: close", *headers, "", ""]
    )
    with socket.create_connection((host, int(port)), timeout=30) as client:
        client.sendall(request.encode())
        return b"".join(iter(lambda: client.recv(65536), b"")).decode()


def test_two_schemes_of_two_proxies_are_no_reason_to_refuse(sandbox: TrialSandbox) -> None:
    schemes = ["X-Forwarded-Proto: https", "X-Forwarded-Proto: http"]
    for service in SERVICES:
        answer = send_raw(sandbox.address_of(service), "/healthz", schemes)
        assert answer.startswith("HTTP/1.1 200 "), answer


PATHS = {
    "FRONTEND": "/api/products",
    "INVENTORY": "/nowhere",
    "THIRDPARTY": "/v1/prices/TEA-ASSAM",
}


@pytest.mark.parametrize("service", SERVICES)
def test_same_traceparent_twice_is_taken_as_one(sandbox: TrialSandbox, service: str) -> None:
    trace_id = secrets.token_hex(16)
    header = f"traceparent: 00-{trace_id}-{secrets.token_hex(8)}-01"
    answer = send_raw(sandbox.address_of(service), PATHS[service], [header, header])
    assert f"traceresponse: 00-{trace_id}-" in answer


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ([f"00-{'1' * 32}-{'2' * 16}-01", f"00-{'3' * 32}-{'4' * 16}-01"], "2 different values"),
        (["00-abc-def-01"], "'00-abc-def-01' is none"),
        ([f"00-{'0' * 32}-{'2' * 16}-01"], "is none"),
    ],
)
@pytest.mark.parametrize("service", SERVICES)
def test_traceparent_that_cannot_be_taken_is_named_on_the_span(
    sandbox: TrialSandbox, service: str, sent: list[str], why: str
) -> None:
    headers = [f"traceparent: {each}" for each in sent]
    answer = send_raw(sandbox.address_of(service), PATHS[service], headers)
    trace_id = re.search(r"traceresponse: 00-([0-9a-f]{32})-", answer)[1]
    client = JaegerClient(sandbox.jaeger_url)

    def server_span() -> dict[str, object] | None:
        trace = client.find_trace(trace_id)
        roots = [span for span in trace.spans if span.parent_id is None] if trace else []
        return dict(roots[0].attributes) if roots else None

    assert why in str(wait_until(server_span, "the server span").get(IGNORED))
