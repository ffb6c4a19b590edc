"""Traces of the simulated shop with one known thing wrong, and what a right answer must say.

Each shape draws its cause and size from a seed. What is true comes from the plan that was given
to the simulation, never from looking at the trace.
"""

import random
from collections.abc import Callable, Mapping

from tests.unit.traces.planted.known_truth import Case, Truth, TruthKind
from tests.unit.traces.simulated.shop import history, run
from tests.unit.traces.simulated.simulation import Plan


def delay_ms(rng: random.Random) -> float:
    """Draw a delay between 0.9 and 9 s, as many short ones as long ones."""
    return float(900.0 * 10.0 ** rng.random())


def _delayed(
    operation: str, seed: int, place: tuple[str, str, str], kind: TruthKind, **changes: object
) -> Case:
    rng = random.Random(f"delay {seed}")
    ms = delay_ms(rng)
    plan = Plan(delays_ms={place: ms}, **changes)  # type: ignore[arg-type]
    return Case(run(operation, seed, plan), Truth(kind, place[0], place[1], ms))


def slow_work_in_the_deepest_service(seed: int) -> Case:
    return _delayed("place_order", seed, ("thirdparty", "look_up_price", "work"), "own")


def slow_work_in_the_middle(seed: int) -> Case:
    place = random.Random(seed).choice(["check_stock", "quote_price", "reserve_stock"])
    return _delayed("place_order", seed, ("inventory", place, "work"), "own")


def slow_work_in_the_server_span_itself(seed: int) -> Case:
    return _delayed("place_order", seed, ("inventory", "POST /reservations", "work"), "own")


def slow_query(seed: int) -> Case:
    service, name = random.Random(seed).choice([("inventory", "SELECT"), ("frontend", "INSERT")])
    return _delayed("place_order", seed, (service, name, "database"), "wait")


def slow_untraced_service(seed: int) -> Case:
    if seed % 2:
        return _delayed("pay", seed, ("payments", "POST", "remote"), "wait")
    return _delayed("deliver_mail", seed, ("worker", "SEND", "remote"), "wait")


def slow_network(seed: int) -> Case:
    service, name = random.Random(seed).choice([("inventory", "GET"), ("frontend", "POST")])
    return _delayed("place_order", seed, (service, name, "network"), "transit")


def slow_branch_beside_faster_ones(seed: int) -> Case:
    """One of three calls made at once is slow; another is slow too, but not as slow."""
    rng = random.Random(f"branch {seed}")
    ms = delay_ms(rng)
    delays = {
        ("reviews", "rank_reviews", "work"): ms,
        ("catalogue", "SELECT item", "database"): ms * rng.uniform(0.2, 0.8),
    }
    trace = run("show_product", seed, Plan(delays_ms=delays))
    return Case(trace, Truth("own", "reviews", "rank_reviews", ms))


def slow_database_in_one_branch(seed: int) -> Case:
    return _delayed("show_product", seed, ("catalogue", "SELECT item", "database"), "wait")


def slow_step_beside_detached_work(seed: int) -> Case:
    """What goes on after the answer takes long as well, but nobody waits for it."""
    rng = random.Random(f"detached {seed}")
    ms = delay_ms(rng)
    delays = {
        ("frontend", "render_answer", "work"): ms,
        ("frontend", "write_audit", "work"): ms * 3,
        ("worker", "process order_placed", "work"): ms * 2,
    }
    trace = run("confirm_order", seed, Plan(delays_ms=delays))
    return Case(trace, Truth("own", "frontend", "render_answer", ms))


def long_pauses_between_tries(seed: int) -> Case:
    ms = delay_ms(random.Random(f"pause {seed}"))
    plan = Plan(
        delays_ms={("payments", "charge_card", "pause"): ms / 2},
        failures={("payments", "POST"): "503 Service Unavailable"},
        failing_times={("payments", "POST"): 2},
    )
    return Case(run("pay", seed, plan), Truth("gap", "payments", "charge_card", ms))


def many_queries(seed: int) -> Case:
    count = random.Random(seed).randint(40, 200)
    trace = run("place_order", seed, Plan(queries_per_item=count))
    return Case(trace, Truth("repetition", "inventory", "SELECT"))


def many_calls(seed: int) -> Case:
    count = random.Random(seed).randint(30, 120)
    trace = run("import_items", seed, Plan(calls_per_item=count))
    return Case(trace, Truth("repetition", "backoffice", "PUT"))


def failure_that_travels_up(seed: int) -> Case:
    rng = random.Random(f"failure {seed}")
    place = rng.choice(
        [("thirdparty", "look_up_price"), ("inventory", "SELECT"), ("inventory", "GET")]
    )
    plan = Plan(failures={place: "something broke"}, marks_inner_errors=rng.random() < 0.5)
    if place == ("thirdparty", "look_up_price"):
        plan.marks_inner_errors = True
    return Case(run("place_order", seed, plan), Truth("error", *place))


def failure_in_one_branch(seed: int) -> Case:
    """One call of three fails at once, and the others are cancelled for it."""
    place = random.Random(seed).choice([("stock", "GET /levels"), ("catalogue", "SELECT item")])
    trace = run("show_product", seed, Plan(failures={place: "disk full"}))
    return Case(trace, Truth("error", *place))


def failure_of_every_try(seed: int) -> Case:
    plan = Plan(failures={("payments", "POST"): "connection refused"})
    return Case(run("pay", seed, plan), Truth("error", "payments", "POST"))


def failure_made_good(seed: int) -> Case:
    """The first try fails quickly, the second succeeds: nobody waits long, yet one failed."""
    plan = Plan(
        failures={("payments", "POST"): "503 Service Unavailable"},
        failing_times={("payments", "POST"): 1},
    )
    return Case(run("pay", seed, plan), Truth("error", "payments", "POST"))


def impatient_caller(seed: int) -> Case:
    """The caller gives up after two seconds; the third party works on and even succeeds."""
    ms = random.Random(f"impatient {seed}").uniform(2_500.0, 9_000.0)
    plan = Plan(delays_ms={("thirdparty", "look_up_price", "work"): ms})
    return Case(run("ask_slow_thirdparty", seed, plan), Truth("error", "frontend", "GET"))


def slow_service_with_a_wrong_clock(seed: int) -> Case:
    rng = random.Random(f"clock {seed}")
    offset = rng.choice([-1, 1]) * rng.uniform(50.0, 100_000.0)
    service = rng.choice(["inventory", "thirdparty"])
    place = ("thirdparty", "look_up_price", "work")
    return _delayed("place_order", seed, place, "own", clock_offsets_ms={service: offset})


def slow_network_with_wrong_clocks(seed: int) -> Case:
    rng = random.Random(f"clocks {seed}")
    offsets = {name: rng.uniform(-5_000.0, 5_000.0) for name in ("inventory", "thirdparty")}
    place = ("inventory", "GET", "network")
    return _delayed("place_order", seed, place, "transit", clock_offsets_ms=offsets)


def slow_work_delivered_twice(seed: int) -> Case:
    place = ("inventory", "reserve_stock", "work")
    return _delayed("place_order", seed, place, "own", deliver_twice=True)


def slow_work_beside_a_lost_span(seed: int) -> Case:
    """A span elsewhere is lost, which hides nothing of the slow part."""
    place = ("thirdparty", "look_up_price", "work")
    return _delayed("place_order", seed, place, "own", lose=lambda span: span.name == "save_order")


def three_times_slower_than_usual(seed: int) -> Case:
    """One part takes far longer than usual, but not long by any fixed measure."""
    rng = random.Random(f"three {seed}")
    place = ("thirdparty", "look_up_price", "work")
    ms = rng.uniform(150.0, 300.0)
    trace = run("place_order", seed, Plan(delays_ms={place: ms}))
    truth = Truth("own", "thirdparty", "look_up_price", ms)
    return Case(trace, truth, history("place_order", seed % 5))


def slow_query_against_healthy_traces(seed: int) -> Case:
    rng = random.Random(f"query {seed}")
    ms = rng.uniform(100.0, 400.0)
    trace = run("place_order", seed, Plan(delays_ms={("inventory", "UPDATE", "database"): ms}))
    return Case(trace, Truth("wait", "inventory", "UPDATE", ms), history("place_order", seed % 5))


def slow_branch_against_healthy_traces(seed: int) -> Case:
    rng = random.Random(f"branch {seed}")
    ms = rng.uniform(150.0, 450.0)
    trace = run("show_product", seed, Plan(delays_ms={("stock", "SELECT level", "database"): ms}))
    return Case(
        trace, Truth("wait", "stock", "SELECT level", ms), history("show_product", seed % 5)
    )


def lost_service_in_the_middle(seed: int) -> Case:
    """Everything of the inventory is lost: whether it or what it called was slow is unknown."""
    rng = random.Random(f"lost {seed}")
    place = rng.choice(
        [("thirdparty", "look_up_price", "work"), ("inventory", "reserve_stock", "work")]
    )
    plan = Plan(delays_ms={place: delay_ms(rng)}, lose=lambda span: span.service == "inventory")
    return Case(run("place_order", seed, plan), None, decidable=False)


def lost_span_around_the_slow_part(seed: int) -> Case:
    """The slow work may be that of the lost span or of the one that called it."""
    rng = random.Random(f"around {seed}")
    place = rng.choice(
        [("inventory", "quote_price", "work"), ("thirdparty", "look_up_price", "work")]
    )
    plan = Plan(delays_ms={place: delay_ms(rng)}, lose=lambda span: span.name == "quote_price")
    return Case(run("place_order", seed, plan), None, decidable=False)


def lost_root_that_was_slow(seed: int) -> Case:
    plan = Plan(
        delays_ms={("frontend", "POST api/orders", "work"): delay_ms(random.Random(seed))},
        lose=lambda span: span.parent_id is None,
    )
    return Case(run("place_order", seed, plan), None, decidable=False)


def lost_failing_span(seed: int) -> Case:
    """What failed first was lost with its span; only those that it took with it are seen."""
    plan = Plan(
        failures={("thirdparty", "look_up_price"): "something broke"},
        lose=lambda span: span.name in ("GET", "GET /v1/prices/<sku>"),
    )
    return Case(run("place_order", seed, plan), None, decidable=False)


SHAPES: Mapping[str, Callable[[int], Case]] = {
    shape.__name__: shape
    for shape in (
        slow_work_in_the_deepest_service,
        slow_work_in_the_middle,
        slow_work_in_the_server_span_itself,
        slow_query,
        slow_untraced_service,
        slow_network,
        slow_branch_beside_faster_ones,
        slow_database_in_one_branch,
        slow_step_beside_detached_work,
        long_pauses_between_tries,
        many_queries,
        many_calls,
        failure_that_travels_up,
        failure_in_one_branch,
        failure_of_every_try,
        failure_made_good,
        impatient_caller,
        slow_service_with_a_wrong_clock,
        slow_network_with_wrong_clocks,
        slow_work_delivered_twice,
        slow_work_beside_a_lost_span,
        three_times_slower_than_usual,
        slow_query_against_healthy_traces,
        slow_branch_against_healthy_traces,
    )
}

UNDECIDABLE: Mapping[str, Callable[[int], Case]] = {
    shape.__name__: shape
    for shape in (
        lost_service_in_the_middle,
        lost_span_around_the_slow_part,
        lost_root_that_was_slow,
        lost_failing_span,
    )
}
