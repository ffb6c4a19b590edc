"""The mend that the doctor prints, put into a service of one's own that makes the mistake."""

import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.integration.forks import Forks
from tests.integration.mends.customer import Asked, Customer
from tests.integration.mends.places import PLACES
from tests.integration.mends.scratch import Scratch, write_copies
from tests.waiting import wait_until
from tracing_sandbox.doctor import Circumstances, choose_healthy, diagnose
from tracing_sandbox.faults.catalogue import tracing_breaks
from tracing_sandbox.faults.catalogue.scenario import Scenario
from tracing_sandbox.running.containers.inside import accepts_tcp
from tracing_sandbox.running.ports import free_ports
from tracing_sandbox.running.trial import TrialSandbox, open_trial
from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.reading.trace import Trace

SERVE = Path(__file__).with_name("serve_copy.py")
MODULES = (
    "flask",
    "requests",
    "opentelemetry.exporter.otlp.proto.grpc.trace_exporter",
    "opentelemetry.exporter.otlp.proto.http.trace_exporter",
    "opentelemetry.instrumentation.flask",
    "opentelemetry.instrumentation.requests",
    "opentelemetry.sdk.trace",
    "opentelemetry.sdk.trace.export",
)
REQUESTS = 2
MOST_TRACES = 1500
BEGIN_S = 60
CAPTURED = "OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SERVER_REQUEST"
HEALTHY_STATES = ("usual", "mended")
every_break = pytest.mark.parametrize(
    "scenario", tracing_breaks(), ids=lambda scenario: scenario.name
)


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrialSandbox]:
    """Give a sandbox that is up."""
    home = tmp_path_factory.mktemp("mends") / "home"
    with open_trial(home, SANDBOX_THIRDPARTY_LATENCY_MS="0") as running:
        yield running


class Ward:
    """What was asked of each copy, and the traces of all."""

    def __init__(
        self, copies: list[Scratch], asked: Mapping[str, list[Asked]], traces: Sequence[Trace]
    ) -> None:
        self.copies = {each.name: each for each in copies}
        self.asked = asked
        self.traces = traces

    def found(self, scenario: Scenario, state: str) -> set[tuple[str, str]]:
        """List rule and place of each finding in what one copy was asked."""
        scratch = self.copies[f"{scenario.name}.{state}"]
        usual = "mended" if scratch.place.usual_is_mended else "usual"
        healthy = choose_healthy(self.of(f"{scenario.name}.{usual}"))
        logged = Circumstances({"my-service": (scratch.folder / "log").read_text().splitlines()})
        findings = diagnose(self.of(scratch.name), None, healthy, logged).findings
        return {(finding.rule, finding.where) for finding in findings}

    def of(self, name: str) -> list[Trace]:
        """List the traces of what one copy was asked, and those that began meanwhile."""
        return [each for each in self.traces if any(is_of(each, one) for one in self.asked[name])]


def is_of(trace: Trace, asked: Asked) -> bool:
    """Tell whether a trace is a request's own, or began during it."""
    began_ns = min(span.start_ns for span in trace.spans)
    return trace.trace_id == asked.trace_id or asked.began_ns <= began_ns <= asked.ended_ns


@pytest.fixture(scope="module")
def ward(sandbox: TrialSandbox, tmp_path_factory: pytest.TempPathFactory) -> Ward:
    """Serve all copies at once, ask each, one request at a time, and wait for their traces."""
    folder, began_ns = tmp_path_factory.mktemp("copies"), time.time_ns()
    copies = [each for scenario in tracing_breaks() for each in write_copies(scenario, folder)]
    customer = Customer(sandbox.collector_url)
    asked: dict[str, list[Asked]] = {each.name: [] for each in copies}
    with served(copies, sandbox) as ports:
        for _ in range(REQUESTS):
            for each, port in zip(copies, ports, strict=True):
                asked[each.name].append(customer.ask(each.place, port))
    customer.leave()
    jaeger = JaegerClient(sandbox.jaeger_url)
    healthy = [e for each in copies if each.state in HEALTHY_STATES for e in asked[each.name]]
    wait_until(lambda: have_come(jaeger, began_ns, healthy), "whole traces")
    return Ward(copies, asked, jaeger.find_traces(None, MOST_TRACES, since=began_ns))


@contextmanager
def served(copies: list[Scratch], sandbox: TrialSandbox) -> Iterator[list[int]]:
    """Serve each copy at a port of its own; all have ended, and sent their spans, afterwards."""
    ports = free_ports(len(copies))
    with closing(Forks(MODULES, ends_by=signal.SIGINT)) as forks:
        for each, port in zip(copies, ports, strict=True):
            arguments, log = [str(each.folder), str(port)], each.folder / "log"
            forks.start(SERVE, arguments, environment_of(each, sandbox), log)
        for each, port in zip(copies, ports, strict=True):
            address = f"tcp://127.0.0.1:{port}"
            wait_until(lambda address=address: accepts_tcp(address, 1.0), each.name, BEGIN_S)
        yield ports


def environment_of(scratch: Scratch, sandbox: TrialSandbox) -> dict[str, str]:
    """Tell a copy whom it asks, where its spans go, and its name."""
    return {
        "SHOP_URL": sandbox.frontend_url,
        "THIRDPARTY_URL": sandbox.address_of("THIRDPARTY"),
        "OTEL_SERVICE_NAME": "my-service",
        "OTEL_RESOURCE_ATTRIBUTES": f"service.instance.id={scratch.name}",
        "OTEL_EXPORTER_OTLP_ENDPOINT": sandbox.collector_url,
        "OTEL_BSP_SCHEDULE_DELAY": "500",
        CAPTURED: "traceparent,b3,x-b3-traceid",
    }


def have_come(jaeger: JaegerClient, began_ns: int, asked: list[Asked]) -> bool:
    """Tell whether the traces of some requests are whole."""
    traces = {t.trace_id: t for t in jaeger.find_traces(None, MOST_TRACES, since=began_ns)}
    return all(one.trace_id in traces and explain(traces[one.trace_id]).complete for one in asked)


def test_each_break_has_a_place_in_a_service_of_ones_own() -> None:
    assert set(PLACES) == {each.name for each in tracing_breaks()}


@pytest.mark.parametrize(
    "scenario",
    [each for each in tracing_breaks() if not PLACES[each.name].usual_is_mended],
    ids=lambda scenario: scenario.name,
)
def test_service_as_it_was_is_healthy(ward: Ward, scenario: Scenario) -> None:
    assert ward.found(scenario, "usual") == set()


@every_break
def test_mistake_is_named_in_a_service_of_ones_own(ward: Ward, scenario: Scenario) -> None:
    assert scenario.finding is not None
    place = PLACES[scenario.name]
    assert ward.found(scenario, "broken") == {(scenario.finding.rule, place.where)}


@every_break
def test_finding_is_gone_with_the_printed_mend_in_place(ward: Ward, scenario: Scenario) -> None:
    assert ward.found(scenario, "mended") == set()


@every_break
def test_finding_is_back_when_the_mend_is_taken_out(ward: Ward, scenario: Scenario) -> None:
    assert ward.found(scenario, "reverted") == ward.found(scenario, "broken") != set()
