"""Failures and refusals: whose they are where only an address is known, and which one decided."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from tests.unit.traces.planted.known_truth import Case, Truth
from tests.unit.traces.simulated.plan import Plan, Slowing
from tests.unit.traces.simulated.systems import copy_of, run_system
from tracing_sandbox.traces.reading.trace import Trace

PASTS = 5
PEERS = 20
ADDRESS = ("127.0.0.1", 28001)
REFUSED = "ConnectionRefusedError: [Errno 111] Connection refused"
CALLS = (
    ("check_out", "checkout", "POST", "payments", "POST /charges"),
    ("check_out", "checkout", "GET", "accounts", "GET /cards"),
    ("show_account", "frontend", "GET", "orders", "GET /orders"),
    ("search", "frontend", "GET", "search", "GET /hits"),
    ("show_home", "frontend", "GET", "reviews", "GET /stars"),
)


def _run(operation: str, seed: int, plan: Plan) -> Trace:
    return run_system(operation, seed + 500_000, plan)[0]


@lru_cache(maxsize=128)
def _past(operation: str, seed: int, addressed: str = "", status: int = 0) -> Sequence[Trace]:
    """Run what had been before: with a service known by its address, or all of it refused."""
    plan = Plan(
        addresses={addressed: ADDRESS} if addressed else {},
        refuses={"frontend": status} if status else {},
    )
    return tuple(
        run_system(operation, (seed % PASTS) * 1000 + number, copy_of(plan))[0]
        for number in range(PEERS)
    )


def _refused_connection(seed: int, *, names_peer: bool, has_past: bool) -> Case:
    """Make a call to an address fail at once, before anybody there has seen it."""
    operation, caller, method, callee, _ = random.Random(f"address {seed}").choice(CALLS)
    plan = Plan(
        addresses={callee: ADDRESS},
        names_peers=names_peer,
        failures={(caller, f"{method} {callee}"): REFUSED},
    )
    named = names_peer or has_past
    trace = _run(operation, seed, plan)
    past = _past(operation, seed, callee) if has_past else ()
    named = named or _is_answered_elsewhere(trace, callee)
    truth = Truth("error", caller, method, target=callee if named else "127.0.0.1:28001")
    return Case(trace, truth, past)


def _is_answered_elsewhere(trace: Trace, callee: str) -> bool:
    """Say whether the trace itself shows who answers there, in another call."""
    return any(span.service == callee and span.kind == "server" for span in trace.spans)


def refused_connection_to_an_address(seed: int) -> Case:
    """A call to an address is refused; healthy traces show which service answers there."""
    return _refused_connection(seed, names_peer=False, has_past=True)


def refused_connection_to_a_named_peer(seed: int) -> Case:
    """A call to an address is refused; its span says which service it was for."""
    return _refused_connection(seed, names_peer=True, has_past=seed % 2 == 0)


def refused_connection_to_nobody_knows_whom(seed: int) -> Case:
    """A call to an address is refused, and nothing tells who answers there but the address."""
    return _refused_connection(seed, names_peer=False, has_past=False)


def failure_at_an_address(seed: int) -> Case:
    """The service at an address fails, and its own span is there to show it."""
    operation, _, _, callee, name = random.Random(f"at address {seed}").choice(
        [call for call in CALLS if call[3] not in ("orders", "search")]
    )
    failures = {(callee, name): "OperationalError: too many clients"}
    plan = Plan(addresses={callee: ADDRESS}, failures=failures)
    past = _past(operation, seed, callee) if seed % 2 else ()
    return Case(_run(operation, seed, plan), Truth("error", callee, name), past)


def failure_at_an_address_whose_spans_are_lost(seed: int) -> Case:
    """The service at an address fails after some seconds, and nothing of it was recorded."""
    operation, caller, method, callee, name = random.Random(f"lost there {seed}").choice(
        [call for call in CALLS if call[3] in ("payments", "reviews")]
    )
    ms = random.Random(f"lost after {seed}").uniform(1_000.0, 10_000.0)
    plan = Plan(
        addresses={callee: ADDRESS},
        failures={(callee, name): "OperationalError: too many clients"},
        slowings=[Slowing(ms, ms, callee, name, "entry")],
        lose=lambda span: span.service == callee,
    )
    truth = Truth("error", caller, method, target=callee)
    return Case(_run(operation, seed, plan), truth, _past(operation, seed, callee))


def failure_after_one_that_was_lived_with(seed: int) -> Case:
    """The page does without one part that failed; later another one fails, and it with it."""
    rng = random.Random(f"two failures {seed}")
    first = rng.choice([("adverts", "GET /adverts"), ("recommendations", "GET /recommendations")])
    last = rng.choice([("reviews", "GET /stars"), ("shipping", "GET /estimates")])
    plan = Plan(failures={first: "out of memory", last: "disk full"})
    truth = Truth("error", *last, first=first)
    past = _past("show_home", seed) if seed % 2 else ()
    return Case(_run("show_home", seed, plan), truth, past)


def failure_that_was_lived_with(seed: int) -> Case:
    """The page does without a part that failed, and answers 200 as ever."""
    place = random.Random(f"lived with {seed}").choice(
        [("adverts", "GET /adverts"), ("recommendations", "GET /recommendations")]
    )
    plan = Plan(failures={place: "out of memory"})
    past = _past("show_home", seed) if seed % 2 else ()
    return Case(_run("show_home", seed, plan), Truth("error", *place), past)


def _refusal(seed: int, by: str, past: Sequence[Trace]) -> Case:
    status = random.Random(f"status {seed}").choice([400, 404, 409, 422])
    trace = _run("check_out", seed, Plan(refuses={by: status}))
    return Case(trace, None, past, status=str(status))


def refused_request(seed: int) -> Case:
    """The request is refused after a call that did well: nothing is wrong but the request."""
    return _refusal(seed, "frontend", _past("check_out", seed) if seed % 2 else ())


def request_refused_further_down(seed: int) -> Case:
    """A service in the middle refuses, and the first one passes the refusal on."""
    return _refusal(seed, "checkout", _past("check_out", seed) if seed % 2 else ())


def refused_request_that_was_slow(seed: int) -> Case:
    """The request is refused as others were, and one part took long before that."""
    ms = random.Random(f"slow refusal {seed}").uniform(600.0, 3_000.0)
    slowing = Slowing(ms, ms, "accounts", "GET session", "database")
    trace = _run("check_out", seed, Plan(refuses={"frontend": 422}, slowings=[slowing]))
    truth = Truth("wait", "accounts", "GET session", ms, frozenset({"redis"}))
    return replace(Case(trace, truth, _past("check_out", seed, status=422)), status="422")


FAILURES: Mapping[str, Callable[[int], Case]] = {
    shape.__name__: shape
    for shape in (
        refused_connection_to_an_address,
        refused_connection_to_a_named_peer,
        refused_connection_to_nobody_knows_whom,
        failure_at_an_address,
        failure_at_an_address_whose_spans_are_lost,
        failure_after_one_that_was_lived_with,
        failure_that_was_lived_with,
        refused_request,
        request_refused_further_down,
        refused_request_that_was_slow,
    )
}
