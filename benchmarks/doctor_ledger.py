"""Takes spans out of whole traces, and counts what is missed: `python -m benchmarks.doctor_ledger`.

10,000 whole traces must raise no alarm. Of as many others 1 to 3 spans are taken out of each: all
must be found, and the service of each span that is missing be named. The traces are orders as the
sandbox makes them and random ones over four services, half and half. It prints how often a trace
was called ill, and how often each service was named.
"""

import argparse
import random
import time

from tests.unit.doctor.made_orders import Order, healthy_orders
from tests.unit.doctor.made_trees import random_tree
from tracing_sandbox.doctor import Diagnosis, diagnose
from tracing_sandbox.traces.reading.trace import Trace

TRACES = 10_000
MOST_LOST = 3


def make(seed: int) -> Order:
    """Make a whole trace: every other one is an order."""
    return Order(seed) if seed % 2 else random_tree(seed, seed)


def usual(seed: int, orders: list[Trace]) -> list[Trace]:
    """Return healthy traces of the same system."""
    return orders if seed % 2 else [t for n in range(3) for t in random_tree(seed, n).traces()]


def services_in(found: Diagnosis) -> set[str | None]:
    """Name the services that the findings name."""
    callers = {each.hop.partition("->")[0] for each in found.findings if each.hop}
    return {each.service for each in found.findings} | callers


def main() -> None:
    """Run it, and fail where anything was missed or a whole trace was called ill."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--traces", type=int, default=TRACES)
    count = parser.parse_args().traces
    orders, began = healthy_orders(5, first=10**7), time.monotonic()
    alarms = found = named = exact = 0
    for seed in range(count):
        healthy = usual(seed, orders)
        alarms += not diagnose(make(seed).traces(), None, healthy).is_healthy
        broken = make(seed)
        lost = random.Random(seed).sample(broken.spans, 1 + seed % MOST_LOST)  # noqa: S311
        broken.drop(lost)
        diagnosis = diagnose(broken.traces(), None, healthy)
        found += not diagnosis.is_healthy
        services, missing = services_in(diagnosis), {span.service for span in lost}
        named += missing <= services
        exact += missing == {each.service for each in diagnosis.findings}
    took = time.monotonic() - began
    print(f"{count:,} whole traces: {alarms} alarms")
    print(f"{count:,} with 1-3 spans taken out: {found:,} found, {named:,} with each service named")
    print(f"{exact:,} of them with no other service named; {took:.0f} s")
    raise SystemExit(alarms > 0 or found < count or named < count)


if __name__ == "__main__":
    main()
