"""Whatever is sent: no 500, no traceback, no silence, and the shop goes on."""

import os
import socket

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.integration.frontend.conftest import over_postgresql
from tests.integration.frontend.running_frontend import RunningFrontend

pytestmark = over_postgresql

EXAMPLES = int(os.environ.get("SANDBOX_TEST_EXAMPLES", "250"))
ANSWER_S = 10

METHODS = st.sampled_from([b"GET", b"POST", b"HEAD", b"PUT", b"OPTIONS", b"TRACE", b"BREW", b"get"])
PATHS = st.sampled_from(
    [b"/", b"/api/orders", b"/api/products", b"/api/orders/", b"/orders/", b"/healthz", b"/static/"]
)
TAILS = st.one_of(
    st.just(b""),
    st.binary(max_size=40).map(lambda raw: b"".join(b"%%%02x" % byte for byte in raw)),
    st.text("abc/.%?&=;\\'\"<>\x7f~*[]{}|^", max_size=40).map(str.encode),
)
NAMES = st.sampled_from(
    [
        b"Accept", b"Accept-Encoding", b"Accept-Language", b"Authorization", b"Content-Encoding",
        b"Content-Type", b"Cookie", b"Expect", b"Forwarded", b"Host", b"Idempotency-Key",
        b"If-Modified-Since", b"If-None-Match", b"Origin", b"Range", b"Referer", b"Upgrade",
        b"X-CSRFToken", b"X-Forwarded-For", b"X-Forwarded-Host", b"X-Forwarded-Proto",
        b"X-HTTP-Method-Override", b"X-Request-ID", b"baggage", b"traceparent", b"tracestate",
        b"Transfer-Encoding", b"Content-Length", b"X_Odd",
    ]
)  # fmt: skip
VALUES = st.one_of(
    st.binary(max_size=60).map(lambda raw: raw.translate(None, b"\r\n")),
    st.sampled_from(
        [
            b"application/json", b"application/x-www-form-urlencoded", b"*/*", b"text/html",
            b"multipart/form-data; boundary=x", b"application/json; charset=\x00",
            b"application/json; charset=utf-7", b"gzip", b"chunked", b"99999999999999999999",
            b"-1", b"00-" + b"1" * 32 + b"-" + b"2" * 16 + b"-01", b"00-zz-zz-zz",
            b"sandbox.scenario=\xff%00,a=b;c=d;=,,", b"x" * 3000, b"bytes=-1", b"csrftoken=\xff",
            b"[::1", b"a:b:c", b"'; DROP TABLE orders_order;--", b"100-continue", b"websocket",
        ]
    ),
)  # fmt: skip
HEADERS = st.lists(st.tuples(NAMES, VALUES), max_size=6)
BODIES = st.one_of(
    st.just(b""),
    st.binary(max_size=300),
    st.sampled_from(
        [
            b'{"sku": "TEA-ASSAM", "quantity": 1}',
            b'{"sku": "\\u0000", "quantity": 1e999}',
            b'{"sku": "\\ud83d", "quantity": 18446744073709551616}',
            b'{"a":' * 2000,
            b"sku=TEA-ASSAM&quantity=%00&key=%ff&csrfmiddlewaretoken=x",
            b"quantity=" + b"9" * 5000,
            b"--x\r\nContent-Disposition: form-data; name=sku\r\n\r\n\xff\r\n--x--",
            b"zz\r\n{}\r\n",
            b"5\r\nab",
            b"2\r\n{}\r\n0\r\n\r\n",
            b"ffffffffffffffffffff\r\n{}",
        ]
    ),
)
FRAMINGS = st.sampled_from(
    [b"Content-Length: %d", b"Content-Length: 9%d", b"Transfer-Encoding: chunked"]
)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(method=METHODS, path=PATHS, tail=TAILS, headers=HEADERS, framing=FRAMINGS, body=BODIES)
def test_hostile_request_is_answered_without_a_500(
    frontend: RunningFrontend,
    method: bytes,
    path: bytes,
    tail: bytes,
    headers: list[tuple[bytes, bytes]],
    framing: bytes,
    body: bytes,
) -> None:
    lines = [b"%s %s%s HTTP/1.1" % (method, path, tail)]
    lines += [b"%s: %s" % header for header in headers]
    lines += [framing.replace(b"%d", b"%d" % len(body)), b"Connection: close"]
    if not any(name == b"Host" for name, _ in headers):
        lines.append(b"Host: shop.example")

    answer = exchange(frontend.port, b"\r\n".join(lines) + b"\r\n\r\n" + body)

    status = int(answer[9:12])
    assert answer.startswith(b"HTTP/1.")
    assert status < 500 or status == 501
    assert b"Traceback" not in answer


def exchange(port: int, request: bytes) -> bytes:
    """Send everything, say that no more will come, and read until the end."""
    with socket.create_connection(("127.0.0.1", port), timeout=ANSWER_S) as client:
        client.sendall(request)
        client.shutdown(socket.SHUT_WR)
        received = b""
        while part := client.recv(65536):
            received += part
        return received


def test_shop_has_logged_no_unforeseen_error(frontend: RunningFrontend) -> None:
    log = frontend.log.read_text(errors="replace")

    assert frontend.order().status_code == 201
    assert "gunicorn.error: Error handling request" not in log
    assert "Worker exiting" not in log
    assert "no-body response" not in log
