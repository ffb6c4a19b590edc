"""The result of a made-up run, as `load.result` writes it; what its traces say is made up too."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from tests.made_load.records import BACK_S, BEGAN_NS, DIED_S, Shape, make_plan_of
from tracing_sandbox.load.joining.join import Joined
from tracing_sandbox.load.joining.missing import Broken
from tracing_sandbox.load.joining.told import Told
from tracing_sandbox.load.judging.found import Found
from tracing_sandbox.load.judging.found_row import Row
from tracing_sandbox.load.judging.verdict import Measured, judge
from tracing_sandbox.load.measuring.latency import lag_of, spread_of
from tracing_sandbox.load.measuring.planted import NOTHING, failures_of, has_failed, planted_in
from tracing_sandbox.load.measuring.sent import count_sent
from tracing_sandbox.load.planning.mix import default_mix
from tracing_sandbox.load.recording.folder import RunSettings
from tracing_sandbox.load.recording.record import Record
from tracing_sandbox.load.recording.watched import CAME_BACK, ENDED, Event, Usage
from tracing_sandbox.load.result import Result, Run
from tracing_sandbox.traces.surveying.survey import survey

SHOP = "http://127.0.0.1:8000"
JAEGER = "http://127.0.0.1:16686"
LIMITS = {"p95_ms": 500.0, "error_rate": 0.01, "lost": 0.0, "healthy_blamed": 0.0}
USAGE = (
    Usage("generator", 0.213, 0.341, 88.2),
    Usage("frontend", 0.581, 0.712, 92.4),
    Usage("inventory", 0.408, 0.771, 71.8),
    Usage("thirdparty", 0.118, 0.164, 48.0),
    Usage("collector", 0.092, 0.131, 84.3),
    Usage("jaeger", 0.174, 0.282, 121.5),
)
CALM = "18 ms of 21 ms (86 %) in frontend and inventory; nothing is out of line."
SLOW = "1.79 s of 1.82 s (98 %) in thirdparty look_up_price; everything else took 0.03 s."
DEAD = "1.20 s of 1.21 s (99 %) between frontend and inventory, which did not answer."


def make_document(records: Sequence[Record], shape: Shape) -> dict[str, Any]:
    """Say of these requests what the join would say."""
    result = make_result(records, shape)
    document = result.as_document()
    for told in (*document["exemplars"], *document["slowest"]):
        told["answer"] = _answer(told)
    if shape.dies:
        document["why"] = _why(records)
    return document


def make_result(records: Sequence[Record], shape: Shape) -> Result:
    """Conclude a run of which only the traces are not there."""
    run = Run(_settings(shape), make_plan_of(shape), records, _events(shape), USAGE)
    planted = planted_in(run.plan)
    failures = failures_of(records, planted)
    broken = [
        Broken(each.trace_id, _at_s(each), each.arrival, "inventory's SERVER span")
        for each in failures.unplanted[:4]
    ]
    rows = Counter(planted.in_arrival(number) for number in {each.arrival for each in records})
    found = Found([_row(name, rows[name], records) for name in _nothing_first(rows)])
    measured = Measured(
        count_sent(run.plan, records, run.settings),
        failures,
        spread_of(each.latency_ns for each in records),
        lag_of(records),
        run.usage,
        run.events,
        found,
        lost=0,
        broken=len(broken),
    )
    return Result(
        run=run,
        planted=planted,
        measured=measured,
        joined=Joined({}, len(records), len(records), 0, [], [], 0, 4.3),
        lost=[],
        broken=broken,
        told=Told({}),
        why=survey([]),
        ramp=None,
        verdict=judge(measured, LIMITS),
        pages_of=pages_of,
    )


def pages_of(trace_id: str) -> list[dict[str, str]]:
    """Name the pages of a trace as a sandbox does."""
    return [
        {"name": "its page", "url": f"{SHOP}/traces/{trace_id}/"},
        {"name": "Jaeger", "url": f"{JAEGER}/trace/{trace_id}"},
    ]


def ramp_document() -> dict[str, Any]:
    """Make up a ramp that is held up to its eighth step."""
    held = [18.2, 19.0, 21.4, 24.9, 33.0, 61.2, 118.0, 302.0]
    over = [(830.0, 0, 0), (2140.0, 12, 0), (4800.0, 140, 3), (9100.0, 422, 31)]
    steps = [(p99_ms, 0, 0) for p99_ms in held] + over
    return {
        "held_rate": 120.0,
        "sentence": "Held: 120 requests a second, with 99 of 100 under 500 ms, nothing failed "
        "and nothing lost.",
        "limit_ms": 500.0,
        "steps": [
            {
                "rate": 15.0 * number,
                "p99_ms": p99_ms,
                "sent_rate": 15.0 * number - 0.1,
                "failed": failed,
                "lost": lost,
                "missing": 0,
                "lag_ms": 1.4,
                "kept": p99_ms < 500,
            }
            for number, (p99_ms, failed, lost) in enumerate(steps, 1)
        ],
        "gave_in": {
            "part": "frontend",
            "sentence": "frontend gave in first: 612 ms of each journey were spent in it or "
            "queueing before it, instead of 14 ms; the whole took 0.70 s instead of 41 ms.",
        },
    }


def against_document() -> dict[str, Any]:
    """Make up a comparison in which one kind of request became slower."""
    changes = [
        ("all", "p50", 7.1, 7.2, -0.3, 0.5),
        ("all", "p95", 37.4, 52.9, 9.8, 21.0),
        ("all", "p99", 1220.0, 1208.0, -310.0, 240.0),
        ("GET /", "p50", 3.2, 3.2, -0.1, 0.1),
        ("GET /", "p95", 5.4, 5.3, -0.4, 0.3),
        ("POST /api/orders", "p50", 19.3, 28.8, 8.6, 10.2),
        ("POST /api/orders", "p95", 420.0, 433.0, -60.0, 88.0),
    ]
    return {
        "run": "2026-11-25-101200",
        "comparable": True,
        "differs": [],
        "changes": [
            {
                "name": name,
                "of": of,
                "before_ms": before_ms,
                "now_ms": now_ms,
                "low_ms": low_ms,
                "high_ms": high_ms,
                "noise": low_ms <= 0 <= high_ms,
                "sentence": f"{of} of {name}: {now_ms - before_ms:+.1f} ms.",
            }
            for name, of, before_ms, now_ms, low_ms, high_ms in changes
        ],
        "counts": [
            {"name": "requests failed", "before": 31, "now": 65},
            {"name": "traces lost", "before": 0, "now": 0},
            {"name": "share found", "before": 0.989, "now": 0.978},
        ],
        "sentence": "Since 2026-11-25-101200: p95 of all: +15.5 ms, more than noise (+9.8 to "
        "+21.0 ms). p50 of POST /api/orders: +9.5 ms, more than noise (+8.6 to +10.2 ms).",
    }


def _settings(shape: Shape) -> RunSettings:
    mix = default_mix().model_dump()
    return RunSettings(
        "20261126-170000", shape.seed, shape.rate, shape.duration_s, "poisson", mix, 0, BEGAN_NS
    )


def _events(shape: Shape) -> list[Event]:
    if not shape.dies:
        return []
    return [
        Event(BEGAN_NS + round(DIED_S * 1e9), "inventory", ENDED),
        Event(BEGAN_NS + round(BACK_S * 1e9), "inventory", CAME_BACK),
    ]


def _at_s(record: Record) -> float:
    return round((record.intended_ns - BEGAN_NS) / 1e9, 3)


def _nothing_first(names: Counter[str]) -> list[str]:
    return [NOTHING, *sorted(set(names) - {NOTHING})]


def _row(name: str, count: int, records: Sequence[Record]) -> Row:
    """Say how many of a kind were found; two kinds are each missed once."""
    if name == NOTHING:
        return Row(name, nothing=count)
    example = next((each.trace_id for each in records if each.scenario == name), "")
    if name == "swallowed-failure":
        return Row(name, found=count - 1, nothing=1)
    if name == "rate-limited":
        row = Row(name, found=count - 1)
        row.note_other("inventory waited 0.41 s for thirdparty", example)
        return row
    return Row(name, found=count)


def _answer(told: dict[str, Any]) -> str:
    if told["took_ms"] < 100:
        return CALM
    return SLOW if told.get("scenario", NOTHING) != NOTHING else DEAD


def _why(records: Sequence[Record]) -> dict[str, Any]:
    dead = [each for each in records if has_failed(each) and each.scenario is None]
    cause = {
        "kind": "error",
        "service": "inventory",
        "operation": None,
        "target": None,
        "other_end": None,
        "headline": "in inventory, which did not answer",
        "sentence": f"Since 2026-11-26 17:00:31 UTC, {len(dead)} of 42 requests failed in "
        "inventory, which did not answer.",
        "usual_ms": None,
        "now_ms": None,
        "usual_spans": None,
        "now_spans": None,
        "cost_ms": 38_200.0,
        "touched": len(dead),
        "like_since": 42,
        "like_before": 610,
        "since": "2026-11-26T17:00:31.204000000Z",
        "examples": [each.trace_id for each in dead[:3]],
        "healthy": records[0].trace_id,
        "against": ["9 of the 42 like ones since then do not show it."],
        "by_chance": False,
    }
    habit = {
        "headline": "in thirdparty look_up_price",
        "touched": 14,
        "like": 900,
        "least_ms": 240.0,
        "most_ms": 2100.0,
        "sentence": "14 of 900 took 0.24 s to 2.10 s longer in thirdparty look_up_price, as from "
        "the first ones on.",
    }
    answer = f"{cause['sentence'].removesuffix('.')}; nothing else is out of line."
    return {
        "traces": len({each.trace_id for each in records}),
        "incomplete": 4,
        "first": None,
        "last": None,
        "answer": answer,
        "causes": [cause],
        "usual": [habit],
    }
