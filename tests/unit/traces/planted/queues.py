"""Work that outlives its call: jobs that wait in a queue, slow jobs, answers that stream on."""

import random
from collections.abc import Callable, Mapping, Sequence

from tests.unit.traces.planted.known_truth import Case, Truth
from tests.unit.traces.simulated.bare_exports import strip
from tests.unit.traces.simulated.plan import Slowing
from tests.unit.traces.simulated.systems import (
    Export,
    as_it_is,
    past_runs,
    run_as,
    traces_of,
    with_habits,
)
from tracing_sandbox.traces.reading.trace import Trace

PASTS = 5
QUEUES = (("export_orders", "exports", "exporter"), ("check_out", "order_placed", "mailer"))
SLOW_JOBS = (
    ("export_orders", "exporter", "SELECT orders", "database"),
    ("export_orders", "exporter", "write_file", "work"),
    ("check_out", "mailer", "render_mail", "work"),
    ("check_out", "mailer", "SEND", "remote"),
)


def _past(
    operation: str, seed: int, habits: tuple[Slowing, ...] = (), export: Export = as_it_is
) -> tuple[Trace, ...]:
    return traces_of(past_runs(operation, seed % PASTS, habits, export=export))


def _waited_job(seed: int, export: Export = as_it_is) -> tuple[Trace, Truth, Sequence[Trace]]:
    rng = random.Random(f"queue {seed}")
    operation, queue, worker = rng.choice(QUEUES)
    ms = rng.uniform(2_000.0, 30_000.0)
    fault = Slowing(ms, ms, what="queue", toward=queue)
    names = frozenset({"rabbitmq", queue, f"publish {queue}", f"process {queue}"})
    run = run_as(operation, seed, with_habits((), fault), export)
    return run.trace, Truth("queue", worker, None, ms, names), _past(operation, seed, (), export)


def job_that_waited_in_a_queue(seed: int) -> Case:
    """The request was quick, its job waited for seconds before a worker took it."""
    trace, truth, past = _waited_job(seed)
    return Case(trace, truth, past)


def job_that_waited_and_no_healthy_trace(seed: int) -> Case:
    """A job waited for seconds, and there is no other trace: still most of the time went there."""
    trace, truth, _ = _waited_job(seed)
    return Case(trace, truth)


def job_that_waited_without_attributes(seed: int) -> Case:
    """A job waited for seconds, in an export that knows of no queue: it only began late."""
    trace, truth, past = _waited_job(seed, strip)
    return Case(trace, truth, past)


def _slow_job(seed: int) -> tuple[Trace, Truth, Sequence[Trace]]:
    rng = random.Random(f"job {seed}")
    operation, worker, name, what = rng.choice(SLOW_JOBS)
    ms = rng.uniform(2_000.0, 20_000.0)
    fault = Slowing(ms, ms, worker, name, what)
    run = run_as(operation, seed, with_habits((), fault))
    truth = Truth("own" if what == "work" else "wait", worker, name, ms)
    return run.trace, truth, _past(operation, seed)


def job_that_was_slow_itself(seed: int) -> Case:
    """The job was taken at once, and took seconds in one part of the worker."""
    trace, truth, past = _slow_job(seed)
    return Case(trace, truth, past)


def slow_job_and_no_healthy_trace(seed: int) -> Case:
    """A job took seconds in one part; without others to compare with it may be a long one."""
    trace, truth, _ = _slow_job(seed)
    return Case(trace, truth, may_be_silent=True)


def slow_job_that_waited_too(seed: int) -> Case:
    """The job waited for some seconds, and took far longer itself: the longer one is blamed."""
    rng = random.Random(f"both {seed}")
    waited_ms = rng.uniform(1_000.0, 3_000.0)
    worked_ms = waited_ms * rng.uniform(3.0, 6.0)
    faults = (
        Slowing(waited_ms, waited_ms, what="queue", toward="exports"),
        Slowing(worked_ms, worked_ms, "exporter", "write_file", "work"),
    )
    run = run_as("export_orders", seed, with_habits((), *faults))
    truth = Truth("own", "exporter", "write_file", worked_ms)
    return Case(run.trace, truth, _past("export_orders", seed))


def slow_request_whose_job_is_as_ever(seed: int) -> Case:
    """The request itself was slow, and its job is none of its time."""
    rng = random.Random(f"request {seed}")
    ms = rng.uniform(300.0, 3_000.0)
    fault = Slowing(ms, ms, "frontend", "render_answer", "work")
    run = run_as("export_orders", seed, with_habits((), fault))
    truth = Truth("own", "frontend", "render_answer", ms)
    return Case(run.trace, truth, _past("export_orders", seed))


def _stream(seed: int) -> tuple[Trace, Truth]:
    rng = random.Random(f"stream {seed}")
    fetch, send = rng.choice([(1.0, 0.0), (0.0, 1.0)])
    ms = rng.uniform(3_000.0, 9_000.0)
    faults = (
        Slowing(ms * fetch, ms * fetch, "reports", "FETCH cursor", "database"),
        Slowing(ms * send, ms * send, "reports", "send_rows", "work"),
    )
    run = run_as("download_report", seed, with_habits((), *faults))
    if fetch:
        return run.trace, Truth("wait", "reports", "FETCH cursor", ms)
    return run.trace, Truth("own", "reports", "send_rows", ms)


def stream_that_goes_on_after_its_headers(seed: int) -> Case:
    """A client's span ends with the headers, the server streams on for seconds."""
    trace, truth = _stream(seed)
    past = _past("download_report", seed)
    return Case(trace, truth, past, may_be_silent=True, innocent=frozenset({"frontend"}))


def stream_and_no_healthy_trace(seed: int) -> Case:
    """A server streams on for seconds after its headers, and there is no other trace."""
    trace, truth = _stream(seed)
    return Case(trace, truth, may_be_silent=True, innocent=frozenset({"frontend"}))


def healthy_work_after_the_answer(seed: int) -> Case:
    """Jobs and audits go on after the answer, as they always do."""
    operation = random.Random(f"after {seed}").choice(
        ["confirm_order", "export_orders", "check_out", "download_report"]
    )
    return Case(run_as(operation, seed, with_habits(())).trace, None, _past(operation, seed))


def healthy_queue_that_is_always_long(seed: int) -> Case:
    """Jobs always wait for a second or more: a batch is worked off now and then."""
    operation, queue, _ = QUEUES[seed % 2]
    low = random.Random(f"long queue {seed % PASTS}").uniform(500.0, 2_000.0)
    habits = (Slowing(low, low * 4, what="queue", toward=queue),)
    run = run_as(operation, seed, with_habits(habits))
    return Case(run.trace, None, _past(operation, seed, habits))


def healthy_report_that_always_streams_long(seed: int) -> Case:
    """Every report streams for seconds after its headers."""
    low = random.Random(f"long report {seed % PASTS}").uniform(1_000.0, 3_000.0)
    habits = (Slowing(low, low * 3, "reports", "FETCH cursor", "database"),)
    run = run_as("download_report", seed, with_habits(habits))
    return Case(run.trace, None, _past("download_report", seed, habits))


def slow_part_beside_a_long_queue(seed: int) -> Case:
    """A request is slow in one part; its job waits for seconds, as it always does."""
    rng = random.Random(f"long queue {seed % PASTS}")
    low = rng.uniform(500.0, 2_000.0)
    habits = (Slowing(low, low * 4, what="queue", toward="order_placed"),)
    ms = random.Random(f"beside queue {seed}").uniform(200.0, 900.0)
    fault = Slowing(ms, ms, "payments", "INSERT charge", "database")
    run = run_as("check_out", seed, with_habits(habits, fault))
    truth = Truth("wait", "payments", "INSERT charge", ms)
    return Case(run.trace, truth, _past("check_out", seed, habits))


QUEUED: Mapping[str, Callable[[int], Case]] = {
    shape.__name__: shape
    for shape in (
        job_that_waited_in_a_queue,
        job_that_waited_and_no_healthy_trace,
        job_that_waited_without_attributes,
        job_that_was_slow_itself,
        slow_job_and_no_healthy_trace,
        slow_job_that_waited_too,
        slow_request_whose_job_is_as_ever,
        stream_that_goes_on_after_its_headers,
        stream_and_no_healthy_trace,
        healthy_work_after_the_answer,
        healthy_queue_that_is_always_long,
        healthy_report_that_always_streams_long,
        slow_part_beside_a_long_queue,
    )
}
