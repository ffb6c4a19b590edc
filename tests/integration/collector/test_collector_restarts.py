"""No span that the Collector has accepted is lost when it or Jaeger is stopped, killed or away."""

import signal

from tests.integration.collector.conftest import StartCollector, StartJaeger
from tests.integration.collector.running import Collector
from tests.integration.collector.span_sender import SpanSender, new_spans, request_of
from tests.otlp_receiver import OtlpReceiver
from tests.waiting import wait_until

# The OTLP receiver's default. The Collector writes what it has read a little longer: it adds an
# empty status to a span without one.
LARGEST_REQUEST = 20 * 1024 * 1024
# Of what `sandbox down` gives a part before it is killed.
LONGEST_STOP_S = 35
TERM, KILL = signal.SIGTERM, signal.SIGKILL


def wait_for_more(sender: SpanSender, spans: int) -> None:
    goal = len(sender.accepted) + spans
    wait_until(lambda: len(sender.accepted) >= goal, f"{spans} more spans to be accepted", 30)


def wait_for_all(sender: SpanSender, receiver: OtlpReceiver) -> None:
    wait_until(
        lambda: not sender.accepted - receiver.spans.keys(),
        f"all of {len(sender.accepted)} accepted spans to arrive",
        30,
    )


def test_collector_restarted_under_traffic_loses_no_accepted_span(
    start_collector: StartCollector, receiver: OtlpReceiver
) -> None:
    collector = start_collector(receiver.port)
    sender = SpanSender(collector.http_port)

    with sender.sending():
        for number in (TERM, KILL, KILL, TERM, KILL, KILL):
            wait_for_more(sender, 1000)
            collector.restart(number)
        wait_for_more(sender, 1000)

    wait_for_all(sender, receiver)


def test_collector_killed_while_jaeger_is_away_loses_no_accepted_span(
    start_collector: StartCollector, receiver: OtlpReceiver
) -> None:
    collector = start_collector(receiver.port)
    sender = SpanSender(collector.http_port)

    with sender.sending():
        wait_for_more(sender, 1000)
        receiver.stop()
        for number in (KILL, KILL, TERM):
            wait_for_more(sender, 1000)
            collector.restart(number)
        wait_for_more(sender, 1000)
        receiver.start()
        wait_for_more(sender, 1000)

    wait_for_all(sender, receiver)


def test_jaeger_that_is_overloaded_gets_every_span_later(
    start_collector: StartCollector, receiver: OtlpReceiver
) -> None:
    collector = start_collector(receiver.port)
    sender = SpanSender(collector.http_port)
    receiver.status = 503
    with sender.sending():
        wait_until(lambda: receiver.requests > 10, "requests to be refused")
        wait_for_more(sender, 1000)
    assert not receiver.spans

    receiver.status = 200

    wait_for_all(sender, receiver)


def test_jaeger_restarted_gets_what_was_sent_while_it_was_away(
    start_collector: StartCollector, start_jaeger: StartJaeger
) -> None:
    jaeger = start_jaeger()
    collector = start_collector(jaeger.otlp_port)
    sender = SpanSender(collector.http_port)
    jaeger.end(KILL)
    traces = [sender.send(5) for _ in range(20)]

    jaeger.start()

    wait_until(lambda: all(jaeger.holds(*trace) for trace in traces), "all traces")


def test_largest_request_that_is_accepted_reaches_jaeger(
    start_collector: StartCollector, start_jaeger: StartJaeger
) -> None:
    jaeger = start_jaeger()
    collector = start_collector(jaeger.otlp_port)

    padding = 200_000
    size = len(request_of(new_spans(100, padding)).SerializeToString())
    padding += (LARGEST_REQUEST - size) // 100

    trace = SpanSender(collector.http_port).send(100, padding)

    wait_until(lambda: jaeger.holds(*trace), f"100 spans of {padding} bytes")


def test_stopped_collector_ends_in_time_while_jaeger_is_away(
    start_collector: StartCollector, receiver: OtlpReceiver
) -> None:
    collector = start_collector(receiver.port)
    sender = SpanSender(collector.http_port)
    receiver.stop()
    sender.send(100)

    end_within(collector, LONGEST_STOP_S)

    receiver.start()
    collector.start()
    wait_for_all(sender, receiver)


def end_within(collector: Collector, seconds: float) -> None:
    assert collector.process
    collector.process.terminate()
    assert collector.process.wait(timeout=seconds) == 0
