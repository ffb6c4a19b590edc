"""What the Collector's own metrics say of requests that it could not use."""

import pytest

from tests.closed_port import closed_port
from tracing_sandbox.traces.collector.sample import read_samples
from tracing_sandbox.traces.collector.wrong_requests import (
    BY_STATUS,
    SPOKE_GRPC,
    WrongRequests,
    ask_wrong_requests,
    read_wrong_requests,
)


def line(
    count: int, status: int, method: str = "POST", version: str = "1.1", rest: str = ""
) -> str:
    labels = (
        f'http_request_method="{method}",http_response_status_code="{status}",'
        f'{rest}network_protocol_name="http",network_protocol_version="{version}"'
    )
    return f"http_server_request_duration_count{{{labels}}} {count}"


def test_mistakes_are_counted_the_most_frequent_first() -> None:
    metrics = "\n".join(
        [
            "# HELP http_server_request_duration Duration of HTTP server requests.",
            line(1, 404, rest='server_port="4318",'),
            line(3, 400, "_OTHER", "2.0"),
            line(1, 404, rest='server_port="14318",'),
            line(1, 415),
            line(99, 200, rest='http_route="/v1/traces",'),
            'http_server_request_duration_sum{http_response_status_code="404"} 5',
        ]
    )
    assert read_wrong_requests(read_samples(metrics)) == (
        WrongRequests(3, SPOKE_GRPC),
        WrongRequests(2, BY_STATUS["404"]),
        WrongRequests(1, BY_STATUS["415"]),
    )


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_whoever_only_looks_has_made_no_mistake(method: str) -> None:
    assert read_wrong_requests(read_samples(line(1, 404, method))) == ()


@pytest.mark.parametrize("metrics", ["", "<html>not found</html>", line(5, 200), line(5, 503)])
def test_nothing_wrong_is_nothing_said(metrics: str) -> None:
    assert read_wrong_requests(read_samples(metrics)) == ()


def test_sentence_counts_in_the_field_s_words() -> None:
    assert WrongRequests(1, BY_STATUS["415"]).sentence.startswith("1 request had a body")
    assert WrongRequests(1200, SPOKE_GRPC).sentence.startswith("1,200 requests spoke gRPC")


def test_collector_that_does_not_answer_tells_of_nothing() -> None:
    assert ask_wrong_requests(f"http://127.0.0.1:{closed_port()}", 1) == ()
