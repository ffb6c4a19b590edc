"""Measures what counting spans costs: `.venv/bin/python -m benchmarks.ledger`.

The spans of an order are made in this process, with and without the ledger, in turns; the least of
each is compared. What a whole order costs is measured beside it, in a sandbox of its own, so that
the share is one of the same machine in the same minute.
"""

import argparse
import time

from opentelemetry import context, trace
from opentelemetry.sdk.trace import TracerProvider

from benchmarks.cost_of_an_order import measure_phase, place_orders, running
from telemetry.baggage import BaggageAttributes
from telemetry.ledger import Ledger

# The spans that a healthy order has in each service; the first of each is a local root.
SPANS = {"frontend": 9, "inventory": 10, "thirdparty": 2}
GOAL = 0.01
NOWHERE = context.Context()


def main() -> None:
    """Measure both, and print the share of an order's CPU that the ledger takes."""
    arguments = parse_arguments()
    without, counted = measure_spans(arguments.rounds, arguments.made)
    order_ms = measure_order(arguments.orders, arguments.threads)
    share = (counted - without) / order_ms
    print(f"spans of an order: {without:.3f} ms without the ledger, {counted:.3f} ms with it")
    print(f"ratio of these: {counted / without:.2f}")
    print(f"an order: {order_ms:.2f} ms")
    print(f"the ledger's share: {share:.2%} of an order's CPU (goal: at most {GOAL:.0%})")


def parse_arguments() -> argparse.Namespace:
    """Read how often and how much."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--made", type=int, default=500, help="orders whose spans are made a round")
    parser.add_argument("--orders", type=int, default=300, help="orders placed in the sandbox")
    parser.add_argument("--threads", type=int, default=4)
    return parser.parse_args()


def measure_spans(rounds: int, orders: int) -> tuple[float, float]:
    """Return the least CPU ms that an order's spans cost without and with the ledger."""
    tracers = [tracer_with(counting) for counting in (False, True)]
    costs = [[cpu_ms(tracer, orders) for tracer in tracers] for _ in range(rounds)]
    without, counted = (min(column) for column in zip(*costs, strict=True))
    return without, counted


def tracer_with(counting: bool) -> trace.Tracer:
    """Return a tracer of the services' processors, but for those that export."""
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(BaggageAttributes())
    if counting:
        provider.add_span_processor(Ledger())
    return provider.get_tracer("benchmark")


def cpu_ms(tracer: trace.Tracer, orders: int) -> float:
    """Return the CPU ms that the spans of one order cost."""
    began = time.process_time()
    for _ in range(orders):
        for spans in SPANS.values():
            with tracer.start_as_current_span("root", context=NOWHERE):
                for _ in range(spans - 1):
                    with tracer.start_as_current_span("step"):
                        pass
    return (time.process_time() - began) * 1000 / orders


def measure_order(orders: int, threads: int) -> float:
    """Return the CPU ms that an order costs in all services of a sandbox."""
    with running("traced") as candidate:
        place_orders(candidate, orders // 2, threads)
        measure_phase(candidate, orders, threads)
        return candidate.totals[0]


if __name__ == "__main__":
    main()
