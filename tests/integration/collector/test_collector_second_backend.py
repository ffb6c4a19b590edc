"""A second backend gets every span, and whatever it does costs Jaeger nothing."""

import json
from collections import Counter
from collections.abc import Callable

import pytest

from tests.integration.collector.conftest import StartCollector
from tests.integration.collector.running import Collector
from tests.integration.collector.span_sender import SpanSender
from tests.otlp_receiver import OtlpReceiver
from tests.waiting import wait_until
from tracing_sandbox.running.environment.second_backend import second_backend_environ

HEADERS = {"x-api-key": "a $secret, with: 100 %", "x-dataset": "007"}


@pytest.fixture
def collector(
    start_collector: StartCollector, receiver: OtlpReceiver, second: OtlpReceiver
) -> Collector:
    told = second_backend_environ(second.endpoint, json.dumps(HEADERS))
    return start_collector(receiver.port, **told)


def test_second_backend_gets_every_span_with_the_headers(
    collector: Collector, receiver: OtlpReceiver, second: OtlpReceiver
) -> None:
    sender = SpanSender(collector.http_port)
    with sender.sending():
        wait_until(lambda: len(sender.accepted) > 5000, "5000 accepted spans")

    once = Counter(dict.fromkeys(sender.accepted, 1))
    wait_until(lambda: receiver.spans == once, "each span once at Jaeger")
    wait_until(lambda: second.spans == once, "each span once at the second backend")
    assert [{name: sent[name] for name in HEADERS} for sent in second.headers] == (
        [HEADERS] * len(second.headers)
    )
    assert not any("x-api-key" in sent for sent in receiver.headers)


def test_stopped_collector_hands_the_second_backend_what_it_holds(
    collector: Collector, second: OtlpReceiver
) -> None:
    sender = SpanSender(collector.http_port)
    sender.send(100)

    assert collector.process
    collector.process.terminate()
    collector.process.wait(timeout=30)

    assert second.spans.keys() == sender.accepted


def be_down(second: OtlpReceiver) -> None:
    second.stop()


def hang(second: OtlpReceiver) -> None:
    second.answering.clear()


def refuse(second: OtlpReceiver) -> None:
    second.status = 401


def be_overloaded(second: OtlpReceiver) -> None:
    second.status = 503


@pytest.mark.parametrize("misbehave", [be_down, hang, refuse, be_overloaded])
def test_second_backend_that_fails_costs_jaeger_nothing(
    collector: Collector,
    receiver: OtlpReceiver,
    second: OtlpReceiver,
    misbehave: Callable[[OtlpReceiver], None],
) -> None:
    misbehave(second)
    sender = SpanSender(collector.http_port)

    for _ in range(12):
        sender.send(100, attribute_bytes=5_000)

    once = Counter(dict.fromkeys(sender.accepted, 1))
    wait_until(lambda: receiver.spans == once, "each span once at Jaeger")
    assert sender.refused == 0
    assert collector.count("otelcol_receiver_refused_spans") == 0


def test_second_backend_that_is_back_gets_what_waited(
    collector: Collector, second: OtlpReceiver
) -> None:
    second.stop()
    sender = SpanSender(collector.http_port)
    sender.send(100)
    wait_until(
        lambda: "Exporting failed. Will retry" in collector.log.read_text(), "an attempt to fail"
    )

    second.start()

    wait_until(lambda: second.spans.keys() == sender.accepted, "all spans")


def test_full_queue_of_the_second_backend_drops_only_its_own_copy(
    collector: Collector, receiver: OtlpReceiver, second: OtlpReceiver
) -> None:
    second.answering.clear()
    sender = SpanSender(collector.http_port)

    wait_until(
        lambda: (
            sender.send(100, attribute_bytes=5_000)
            and collector.count("otelcol_exporter_enqueue_failed_spans", "otlp_http/second")
        ),
        "the second backend's queue to overflow",
        60,
    )

    once = Counter(dict.fromkeys(sender.accepted, 1))
    wait_until(lambda: receiver.spans == once, "each span once at Jaeger")
    assert sender.refused == 0
