"""Calls that are missing: a page that ends early, an error that is swallowed, a step left out."""

import random
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from tests.unit.traces.planted.known_truth import Case, Truth
from tests.unit.traces.simulated.bare_exports import strip, strip_calls
from tests.unit.traces.simulated.plan import Callee, Plan
from tests.unit.traces.simulated.systems import Export, as_it_is, run_system
from tracing_sandbox.traces.reading.trace import Trace

PASTS = 5
PEERS = 20


class Step(NamedTuple):
    """A call that an operation always makes, once."""

    operation: str
    caller: str
    callee: Callee


EARLY = (
    Step("show_home", "frontend", Callee("catalogue", "GET /products")),
    Step("show_home", "frontend", Callee("basket", "GET /basket")),
    Step("show_home", "frontend", Callee("recommendations", "GET /recommendations")),
    Step("check_out", "frontend", Callee("checkout", "POST /orders")),
    Step("show_account", "frontend", Callee("orders", "GET /orders")),
    Step("show_basket", "frontend", Callee("pricing", "GET /tax")),
)
WITHIN = (
    Step("check_out", "checkout", Callee("payments", "POST /charges")),
    Step("check_out", "checkout", Callee("accounts", "GET /cards")),
    Step("check_out", "checkout", Callee("shipping", "POST /quotes")),
    Step("show_account", "orders", Callee("shipping", "GET /parcels")),
    Step("show_account", "loyalty", Callee("accounts", "GET /cards")),
    Step("search", "search", Callee("catalogue", "GET /products")),
)
LEFT_OUT = (
    Step("show_home", "frontend", Callee("reviews", "GET /stars")),
    Step("show_home", "frontend", Callee("adverts", "GET /adverts")),
    Step("check_out", "checkout", Callee("shipping", "POST /shipments")),
    Step("check_out", "checkout", Callee("accounts", "GET /vouchers")),
    Step("show_account", "frontend", Callee("loyalty", "GET /points")),
)
CACHED: Mapping[str, Sequence[Callee]] = {
    "show_home": (
        Callee("recommendations", "GET /recommendations"),
        Callee("adverts", "GET /adverts"),
        Callee("accounts", "GET /session"),
    ),
    "check_out": (Callee("accounts", "GET /vouchers"), Callee("accounts", "GET /session")),
    "search": (Callee("adverts", "GET /adverts"), Callee("catalogue", "GET /products")),
}


def _truth(step: Step) -> Truth:
    """Say which call is missing; whoever should have made it is right as well."""
    return Truth("missing", step.callee.service, step.callee.name, also=frozenset({step.caller}))


def _run(operation: str, seed: int, plan: Plan, export: Export) -> Trace:
    return export(run_system(operation, seed, plan)[0])


def _past(
    operation: str, seed: int, skips: Mapping[Callee, float], export: Export
) -> tuple[Trace, ...]:
    first = (seed % PASTS) * 1000
    plan = Plan(skips=skips)
    return tuple(_run(operation, first + number, plan, export) for number in range(PEERS))


def _case(
    seed: int,
    steps: Sequence[Step],
    change: Callable[[Step], Plan],
    export: Export = as_it_is,
    skips: Mapping[Callee, float] | None = None,
) -> Case:
    step = random.Random(f"absence {seed}").choice(steps)
    trace = _run(step.operation, seed + 500_000, change(step), export)
    return Case(trace, _truth(step), _past(step.operation, seed, skips or {}, export))


def _stop(step: Step) -> Plan:
    return Plan(stops_at=frozenset({step.callee}))


def _leave_out(step: Step) -> Plan:
    return Plan(skips={step.callee: 1.0})


def page_that_ends_early(seed: int) -> Case:
    """The first service answers 200 after a few calls of many."""
    return _case(seed, EARLY, _stop)


def page_that_ends_early_without_attributes(seed: int) -> Case:
    """A page ends early, in an export without kinds, statuses and attributes."""
    return _case(seed, EARLY, _stop, strip)


def page_that_ends_early_without_calls(seed: int) -> Case:
    """A page ends early, in an export that has only the spans of the called."""
    return _case(seed, EARLY, _stop, strip_calls)


def swallowed_error_within(seed: int) -> Case:
    """A service in the middle swallows an error, and all that it still had to do is missing."""
    return _case(seed, WITHIN, _stop)


def swallowed_error_without_attributes(seed: int) -> Case:
    """A service in the middle ends early, in an export without kinds and attributes."""
    return _case(seed, WITHIN, _stop, strip)


def call_that_is_left_out(seed: int) -> Case:
    """One call is not made, all others are."""
    return _case(seed, LEFT_OUT, _leave_out)


def missing_call_beside_cached_ones(seed: int) -> Case:
    """One call is not made that always is, beside others that only some traces make."""
    cached = {
        Callee("accounts", "GET /session"): 0.5,
        Callee("currency", "GET /rates"): 0.4,
    }
    return _case(
        seed,
        [step for step in LEFT_OUT if step.operation != "show_account"],
        lambda step: Plan(skips=cached | {step.callee: 1.0}),
        skips=cached,
    )


def _varied(seed: int, rates: Callable[[random.Random], float], peers: int = PEERS) -> Case:
    """Leave out calls at the same rates in the trace and in the healthy ones."""
    operation = random.Random(f"varied {seed}").choice(list(CACHED))
    rng = random.Random(f"rates {operation} {seed % PASTS}")
    skips = {callee: rates(rng) for callee in CACHED[operation]}
    trace = _run(operation, seed + 500_000, Plan(skips=skips), as_it_is)
    past = _past(operation, seed, skips, as_it_is)[:peers]
    return Case(trace, None, past, decidable=_is_seen(trace, past))


def _is_seen(trace: Trace, past: Sequence[Trace]) -> bool:
    """Say whether each call that this trace lacks is lacking in a healthy one too."""
    always = set.intersection(*(_calls(each) for each in past))
    return always <= _calls(trace)


def _calls(trace: Trace) -> set[tuple[str, str]]:
    return {(span.service, span.name) for span in trace.spans}


def healthy_with_cached_calls(seed: int) -> Case:
    """Some calls are made only where a cache has no answer: none is missing."""
    return _varied(seed, lambda rng: rng.uniform(0.3, 0.8))


def healthy_with_calls_that_are_rarely_left_out(seed: int) -> Case:
    """Some calls are left out in one of ten; where no healthy trace shows it, nobody can know."""
    return _varied(seed, lambda rng: rng.uniform(0.05, 0.15))


def healthy_with_few_peers(seed: int) -> Case:
    """There are three healthy traces, and calls that only some make."""
    return _varied(seed, lambda rng: rng.uniform(0.3, 0.7), peers=3)


ABSENCES: Mapping[str, Callable[[int], Case]] = {
    shape.__name__: shape
    for shape in (
        page_that_ends_early,
        page_that_ends_early_without_attributes,
        page_that_ends_early_without_calls,
        swallowed_error_within,
        swallowed_error_without_attributes,
        call_that_is_left_out,
        missing_call_beside_cached_ones,
        healthy_with_cached_calls,
        healthy_with_calls_that_are_rarely_left_out,
        healthy_with_few_peers,
    )
}
