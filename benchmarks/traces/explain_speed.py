"""Measures how fast traces are explained: `.venv/bin/python -m benchmarks.traces.explain_speed`.

Prints spans per second for traces of 100 to 1,000,000 spans, and the growth: by how much the time
for one span rises from one size to the next (1.0 is linear). The baseline of each row is what
nobody can do without, in the same run: putting the spans into a dictionary by id and sorting them.
Times are CPU seconds of one process, the least of several runs.
"""

import argparse
import gc
import random
import time
from collections.abc import Callable, Sequence

from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.reading.span import Span, SpanKind
from tracing_sandbox.traces.reading.trace import Trace

TRACE_ID = "b" * 32
BASE_NS = 1_750_000_000_000_000_000
SIZES = (100, 1_000, 10_000, 100_000, 1_000_000)
DEEP = 50_000
ORDERS = 1_000
KINDS: Sequence[SpanKind] = ("client", "server", "internal")
LONG = 100_000


def main() -> None:
    """Measure every size and shape, and print a line for each as soon as it is known."""
    largest = parse_arguments().largest
    heads = ("spans", "seconds", "spans/s", "growth", "x baseline")
    print_columns("shape", heads)
    measure_growth("wide, any order", wide_trace, [size for size in SIZES if size <= largest])
    measure_growth("one level a span", deep_trace, [DEEP // 10, DEEP])
    measure_orders()


def parse_arguments() -> argparse.Namespace:
    """Read up to which size to measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest", type=int, default=SIZES[-1])
    return parser.parse_args()


def measure_growth(shape: str, make: Callable[[int], Trace], sizes: Sequence[int]) -> None:
    """Print a line for each size, with the growth from the one before."""
    before = None
    for size in sizes:
        seconds, baseline = measure([make(size)], runs=3 if size >= LONG else 7)
        growth = "" if before is None else f"{seconds / size / before:.2f}"
        print_figures(shape, size, seconds, baseline, growth)
        before = seconds / size


def measure_orders() -> None:
    """Print a line for a thousand traces of 14 spans, as a list of traces needs them."""
    seconds, baseline = measure([wide_trace(14, seed) for seed in range(ORDERS)], runs=5)
    print_figures(f"{ORDERS} traces of 14", 14 * ORDERS, seconds, baseline)


def measure(traces: Sequence[Trace], runs: int) -> tuple[float, float]:
    """Return the CPU seconds to explain all of them, and those of the baseline."""
    seconds = least_seconds(lambda: [explain(trace) for trace in traces], runs)
    return seconds, least_seconds(lambda: [index_and_sort(trace) for trace in traces], runs)


def print_figures(
    shape: str, spans: int, seconds: float, baseline: float, growth: str = ""
) -> None:
    """Print one line of the table."""
    speed, ratio = f"{spans / seconds:,.0f}", f"{seconds / baseline:.1f}"
    print_columns(shape, (f"{spans:,}", f"{seconds:.4f}", speed, growth, ratio))


def print_columns(first: str, others: Sequence[str]) -> None:
    """Print one line at once, so that progress is seen."""
    print(f"{first:<22}" + "".join(f"{each:>12}" for each in others), flush=True)


def least_seconds(run: Callable[[], object], times: int) -> float:
    """Return the least CPU time of several runs, the garbage of each left out of the next."""
    least = float("inf")
    for _ in range(times):
        gc.collect()
        started = time.process_time()
        kept = run()
        least = min(least, time.process_time() - started)
        del kept
    return max(least, 1e-9)


def index_and_sort(trace: Trace) -> object:
    """Do what every explanation begins with."""
    by_id = {span.span_id: span for span in trace.spans}
    return by_id, sorted(trace.spans, key=lambda span: (span.start_ns, span.end_ns))


def wide_trace(size: int, seed: int = 1) -> Trace:
    """Make a tree of many branches; the spans come in no order."""
    rng = random.Random(seed)  # noqa: S311
    windows = [(BASE_NS, BASE_NS + size * 1_000_000)]
    spans = [make_span(0, None, windows[0])]
    for number in range(1, size):
        parent = rng.randrange(max(0, number - 200), number)
        windows.append(within(windows[parent], rng))
        spans.append(make_span(number, parent, windows[number]))
    rng.shuffle(spans)
    return Trace(f"{seed:032x}", tuple(spans))


def within(window: tuple[int, int], rng: random.Random) -> tuple[int, int]:
    """Draw a stretch of time inside another one."""
    start = window[0] + rng.randrange((window[1] - window[0]) // 4 + 1)
    return start, window[1] - rng.randrange((window[1] - start) // 4 + 1)


def deep_trace(size: int) -> Trace:
    """Make a chain in which every span has one child."""
    end_ns = BASE_NS + 1_000_000_000
    spans = [
        make_span(level, level - 1 if level else None, (BASE_NS + level, end_ns - level))
        for level in range(size)
    ]
    return Trace(TRACE_ID, tuple(spans))


def make_span(number: int, parent: int | None, window: tuple[int, int]) -> Span:
    """Make a span of one of seven services and fifty operations."""
    return Span(
        trace_id=TRACE_ID,
        span_id=f"{number + 1:016x}",
        parent_id=None if parent is None else f"{parent + 1:016x}",
        service=f"service{number % 7}",
        name=f"operation{number % 50}",
        kind="server" if parent is None else KINDS[number % 3],
        start_ns=window[0],
        end_ns=window[1],
    )


if __name__ == "__main__":
    main()
