"""Several generators, and slow ends of them: all at the same time, for most of it is waiting."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.span_receiver import SpanReceiver
from tests.unit.loadtest.arrival_runs import (
    ArrivalRun,
    Outcome,
    every,
    expected_requests,
    meant,
    sent_requests,
)
from tests.unit.loadtest.fake_shop import CONFIRMED, Answer, open_shop
from tests.waiting import wait_until
from tracing_sandbox.load.planning.arrivals import steps_of
from tracing_sandbox.load.planning.mix import default_mix
from tracing_sandbox.load.planning.plan import Shelves, make_plan
from tracing_sandbox.load.recording.record import Record
from tracing_sandbox.running.ports import free_port

STEPS = steps_of("poisson", 60, 2.0)
# The shop here is never sold out.
MIX = default_mix().model_copy(update={"sold_out": 0.0})
PLAN = make_plan("poisson", STEPS, MIX, Shelves(("TEA-ASSAM",)), 3)


@dataclass(frozen=True)
class Run:
    """What became of a run: of its processes, and of its requests."""

    outcomes: Sequence[Outcome]
    records: Sequence[Record]
    orders: int
    traces: frozenset[str] = frozenset()
    stopped_ns: int = 0
    ended_ns: int = 0
    listening: frozenset[str] = frozenset()

    @property
    def codes(self) -> list[int]:
        """Return the exit codes."""
        return [outcome.code for outcome in self.outcomes]


def hosts_of(pid: int) -> frozenset[str]:
    """Return the addresses at which a process listens."""
    connections = psutil.Process(pid).net_connections("inet")
    return frozenset(each.laddr.ip for each in connections if each.status == psutil.CONN_LISTEN)


def share_a_plan(folder: Path) -> Run:
    """Let a master share a plan out to two workers."""
    collector = SpanReceiver().start()
    with open_shop(lambda: (201, CONFIRMED)) as shop:
        run = ArrivalRun(folder, shop.url, PLAN)
        told = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.endpoint}
        with run.shared(2, free_port(), **told) as processes:
            outcomes = [process.wait() for process in processes]
    collector.stop()
    traces = frozenset(span.trace_id for span in collector.received)
    return Run(outcomes, run.records(), len(shop.orders), traces)


def kill_a_worker(folder: Path) -> Run:
    """Kill one of two workers on the way."""
    with open_shop(lambda: (201, CONFIRMED)) as shop:
        run = ArrivalRun(folder, shop.url, every(100, 60, "browse"))
        with run.shared(2, free_port()) as (master, one, other):
            run.wait_for_records(10)
            listening = hosts_of(master.process.pid)
            one.process.kill()
            return Run([master.wait(), other.wait()], run.records(), 0, listening=listening)


def kill_the_master(folder: Path) -> Run:
    """Kill the master on the way."""
    with open_shop(lambda: (201, CONFIRMED)) as shop:
        run = ArrivalRun(folder, shop.url, every(100, 1_000, "browse"))
        with run.shared(1, free_port()) as (master, worker):
            run.wait_for_records(5)
            master.process.kill()
            return Run([worker.wait()], run.records(), 0)


def stop_a_slow_one(folder: Path) -> Run:
    """Stop a generator whose shop takes a second, and whose Collector takes spans in silence."""
    over = threading.Event()

    def dawdle() -> Answer:
        over.wait(1.0)
        return 201, CONFIRMED

    with socket.create_server(("127.0.0.1", 0)) as silent, open_shop(dawdle) as shop:
        collector = f"http://127.0.0.1:{silent.getsockname()[1]}"
        run = ArrivalRun(folder, shop.url, every(40, 2_000))
        with run.alone(OTEL_EXPORTER_OTLP_ENDPOINT=collector) as generator:
            wait_until(lambda: len(shop.orders) > 30, "visitors in the shop")
            stopped_ns = time.time_ns()
            generator.process.terminate()
            outcome = generator.wait()
        ended_ns = time.time_ns()
        return Run(
            [outcome],
            run.records(),
            len(shop.orders),
            stopped_ns=stopped_ns,
            ended_ns=ended_ns,
        )


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[Run]]]:
    """Begin all of them."""
    all_of_them: list[Callable[[Path], Run]] = [
        share_a_plan,
        kill_a_worker,
        kill_the_master,
        stop_a_slow_one,
    ]
    with ThreadPoolExecutor(len(all_of_them)) as pool:
        yield {
            begin.__name__: pool.submit(begin, tmp_path_factory.mktemp(begin.__name__))
            for begin in all_of_them
        }


def test_workers_send_what_one_process_would(runs: dict[str, Future[Run]]) -> None:
    run = runs["share_a_plan"].result()
    assert run.codes == [0, 0, 0], run.outcomes
    assert sent_requests(run.records) == expected_requests(PLAN)
    assert meant(run.records, PLAN) == [
        (each.number, each.journey, each.scenario, each.seed, each.sold_out) for each in PLAN
    ]
    assert {(each.arrival % 2, each.worker) for each in run.records} == {(0, 0), (1, 1)}
    assert f" {len(run.records)}     0(0.00%) " in run.outcomes[0].said


def test_workers_send_their_spans_where_their_master_is_told_to(
    runs: dict[str, Future[Run]],
) -> None:
    run = runs["share_a_plan"].result()
    assert run.traces == {record.trace_id for record in run.records}
    assert len(run.traces) == len(PLAN)


def test_master_goes_on_without_a_worker_that_is_killed(runs: dict[str, Future[Run]]) -> None:
    run = runs["kill_a_worker"].result()
    assert run.codes == [0, 0], run.outcomes
    killed, other = sorted(Counter(each.worker for each in run.records).values())
    assert other == 30
    assert 0 < killed < 30


def test_master_listens_on_loopback_only(runs: dict[str, Future[Run]]) -> None:
    assert runs["kill_a_worker"].result().listening == {"127.0.0.1"}


def test_worker_leaves_when_its_master_is_killed(runs: dict[str, Future[Run]]) -> None:
    run = runs["kill_the_master"].result()
    assert run.codes == [0], run.outcomes
    assert len(run.records) < 500


def test_stop_waits_for_those_who_are_in_and_lets_nobody_in(runs: dict[str, Future[Run]]) -> None:
    run = runs["stop_a_slow_one"].result()
    assert run.codes == [0], run.outcomes
    assert len(run.records) == run.orders
    assert {(each.status, each.problem) for each in run.records} == {(201, None)}
    assert max(each.finished_ns for each in run.records) > run.stopped_ns
    assert max(each.sent_ns for each in run.records) < run.stopped_ns + 1e9


def test_silent_collector_holds_up_neither_arrivals_nor_the_end(
    runs: dict[str, Future[Run]],
) -> None:
    run = runs["stop_a_slow_one"].result()
    assert sorted(each.lag_ns for each in run.records)[len(run.records) // 2] < 50e6
    assert run.ended_ns - run.stopped_ns < 20e9
