"""The result of a made-up run, in the shape of `result.json`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import quantiles
from typing import Any

from tests.made_load.records import BACK_S, BEGAN_NS, DIED_S, Shape, latencies_ms
from tracing_sandbox.load.mix import default_mix
from tracing_sandbox.load.record import Record

SHOP = "http://127.0.0.1:8000"
JAEGER = "http://127.0.0.1:16686"
WINDOW_S = 1
SLOW = "1.79 s of 1.82 s (98 %) in thirdparty look_up_price; everything else took 0.03 s."


def make_document(records: Sequence[Record], shape: Shape) -> dict[str, Any]:
    """Say of these requests what the join would say."""
    failed = [each for each in records if each.problem]
    planted = [each for each in failed if each.scenario]
    dead = [each for each in failed if not each.scenario]
    by_scenario = _grouped(records, lambda each: each.scenario or "nothing")
    return {
        "run": {
            "id": "2026-11-26-171500",
            "seed": shape.seed,
            "rate": shape.rate,
            "duration_s": shape.duration_s,
            "arrivals": "poisson",
            "started": "2026-11-26T17:00:00Z",
            "mix": default_mix().model_dump(),
            "workers": 0,
            "stopped_after_s": None,
        },
        "verdict": _verdict(records, dead),
        "requests": {
            "planned": len(records),
            "sent": len(records),
            "left_out": 0,
            "failed": len(failed),
            "failed_as_planted": len(planted),
            "rate": len(records) / shape.duration_s,
        },
        "lag_ms": {"p50": 0.6, "p99": 3.1, "max": 7.9},
        "generator": {"cpu_share": 0.21, "worst_cpu_share": 0.34},
        "latency_ms": {
            "all": _figures(latencies_ms(records)),
            "from_sent": _figures([each.took_ns / 1e6 for each in records]),
            "by_name": {
                name: _figures(latencies_ms(each))
                for name, each in _grouped(records, lambda each: each.name).items()
            },
            "by_scenario": {
                name: _figures(latencies_ms(each)) for name, each in by_scenario.items()
            },
        },
        "windows": list(_windows(records, shape)),
        "join": _join(records, dead),
        "found": _found(by_scenario, records),
        "exemplars": [_exemplar(records, share) for share in (50, 95, 99)],
        "slowest": [_slow(each) for each in _slowest(records)],
        "events": _events(len(dead)) if shape.dies else [],
        "parts": [
            {"part": "frontend", "cpu_share": 0.58, "worst_cpu_share": 0.71, "memory_mb": 92.4},
            {"part": "inventory", "cpu_share": 0.41, "worst_cpu_share": 0.77, "memory_mb": 71.8},
            {"part": "thirdparty", "cpu_share": 0.12, "worst_cpu_share": 0.16, "memory_mb": 48.0},
            {"part": "collector", "cpu_share": 0.09, "worst_cpu_share": 0.13, "memory_mb": 84.3},
            {"part": "jaeger", "cpu_share": 0.17, "worst_cpu_share": 0.28, "memory_mb": 121.5},
        ],
        "why": _why(records, dead),
        "ramp": None,
        "against": None,
    }


def _verdict(records: Sequence[Record], dead: Sequence[Record]) -> dict[str, Any]:
    latency = _figures(latencies_ms(records))
    rate = len(dead) / len(records) if records else 0.0
    limits = [
        {"name": "p95_ms", "limit": 500, "value": latency["p95"], "kept": latency["p95"] <= 500},
        {"name": "error_rate", "limit": 0.01, "value": rate, "kept": rate <= 0.01},
        {"name": "lost", "limit": 0, "value": 0, "kept": True},
        {"name": "healthy_blamed", "limit": 0, "value": 0, "kept": True},
    ]
    missed = [limit for limit in limits if not limit["kept"]]
    sentence = "All limits were kept, and every trace was found."
    if missed:
        sentence = (
            f"{rate:.1%} of the requests failed though nothing was planted in them, "
            "and at most 1.0% may: the inventory was down for 2.7 s."
        )
    return {
        "sentence": sentence,
        "valid": True,
        "reasons": [f"{len(dead)} of {len(records):,} requests failed"] if missed else [],
        "limits": limits,
        "passed": not missed,
    }


def _grouped(records: Sequence[Record], key: Any) -> dict[str, list[Record]]:
    groups: dict[str, list[Record]] = defaultdict(list)
    for each in records:
        groups[key(each)].append(each)
    return dict(sorted(groups.items()))


def _figures(values: Sequence[float]) -> dict[str, Any]:
    if len(values) < 2:
        each = values[0] if values else None
        return {"count": len(values), "p50": each, "p95": each, "p99": each, "max": each}
    cut = quantiles(values, n=100, method="inclusive")
    return {
        "count": len(values),
        "p50": cut[49],
        "p95": cut[94],
        "p99": cut[98],
        "max": max(values),
    }


def _windows(records: Sequence[Record], shape: Shape) -> Any:
    groups = _grouped(records, lambda each: _second(each))
    for second in range(int(shape.duration_s)):
        each = groups.get(f"{second:05}", [])
        figures = _figures(latencies_ms(each))
        yield {
            "at_s": second * WINDOW_S,
            "requests": len(each),
            "failed": sum(1 for record in each if record.problem),
            "p50_ms": figures["p50"],
            "p95_ms": figures["p95"],
            "lag_ms": max((record.lag_ns / 1e6 for record in each), default=None),
        }


def _second(record: Record) -> str:
    return f"{int((record.intended_ns - BEGAN_NS) / 1e9):05}"


def _join(records: Sequence[Record], dead: Sequence[Record]) -> dict[str, Any]:
    broken = dead[:4]
    return {
        "records": len(records),
        "joined": len(records),
        "took_s": 4.3,
        "not_sampled": 0,
        "lost": [],
        "broken": [
            {
                "trace_id": each.trace_id,
                "at_s": (each.intended_ns - BEGAN_NS) / 1e9,
                "arrival": each.arrival,
                "missing": "the SERVER span of inventory: it died before it had sent it",
            }
            for each in broken
        ],
    }


def _found(
    by_scenario: Mapping[str, Sequence[Record]], records: Sequence[Record]
) -> dict[str, Any]:
    arrivals = len({each.arrival for each in records})
    rows = [_row(name, each) for name, each in by_scenario.items() if name != "nothing"]
    planted = sum(row["count"] for row in rows)
    found = sum(row["found"] for row in rows)
    rest = arrivals - planted
    nothing = {
        "planted": "nothing",
        "count": rest,
        "found": 0,
        "nothing": rest,
        "other": 0,
        "said": [],
    }
    return {
        "rows": [nothing, *rows],
        "found_share": found / planted if planted else None,
        "healthy": rest,
        "healthy_blamed": 0,
        "wrong_blame": sum(row["other"] for row in rows),
        "missed_share": 1 - found / planted if planted else None,
    }


def _row(name: str, records: Sequence[Record]) -> dict[str, Any]:
    count, trace_id = len(records), records[0].trace_id
    other = 1 if name == "rate-limited" else 0
    missed = 1 if name == "swallowed-failure" else 0
    said = [{"what": "nothing is wrong", "count": missed, "trace_id": trace_id}]
    if other:
        what = "inventory quote_price waited 0.41 s for nothing"
        said = [{"what": what, "count": other, "trace_id": trace_id}]
    return {
        "planted": name,
        "count": count,
        "found": count - other - missed,
        "nothing": missed,
        "other": other,
        "said": said if other or missed else [],
    }


def _exemplar(records: Sequence[Record], share: int) -> dict[str, Any]:
    ordered = sorted(records, key=lambda each: each.latency_ns)
    record = ordered[min(len(ordered) * share // 100, len(ordered) - 1)]
    return {"of": f"p{share}", **_told(record, "Nothing is out of line.")}


def _slowest(records: Sequence[Record]) -> list[Record]:
    return sorted(records, key=lambda each: -each.latency_ns)[:8]


def _slow(record: Record) -> dict[str, Any]:
    return {"of": "slowest", **_told(record, SLOW), "scenario": record.scenario}


def _told(record: Record, answer: str) -> dict[str, Any]:
    return {
        "trace_id": record.trace_id,
        "name": record.name,
        "took_ms": record.latency_ns / 1e6,
        "answer": answer,
        "pages": [
            {"name": "the sandbox's page", "url": f"{SHOP}/traces/{record.trace_id}/"},
            {"name": "Jaeger", "url": f"{JAEGER}/trace/{record.trace_id}"},
        ],
    }


def _events(failed: int) -> list[dict[str, Any]]:
    return [
        {
            "at_s": DIED_S,
            "part": "inventory",
            "what": "ended",
            "cost": f"{failed} requests failed, 4 traces are broken",
        },
        {"at_s": BACK_S, "part": "inventory", "what": "came back", "cost": None},
    ]


def _why(records: Sequence[Record], dead: Sequence[Record]) -> dict[str, Any]:
    headline = "in inventory, which did not answer"
    examples = [each.trace_id for each in dead[:3]]
    cause = {
        "kind": "error",
        "service": "inventory",
        "operation": None,
        "target": None,
        "other_end": None,
        "headline": headline,
        "sentence": f"Since 17:00:31 UTC, {len(dead)} of {len(dead) + 9} requests failed.",
        "usual_ms": None,
        "now_ms": None,
        "usual_spans": None,
        "now_spans": None,
        "cost_ms": 78_000.0,
        "touched": len(dead),
        "like_since": len(dead) + 9,
        "like_before": 610,
        "since": "2026-11-26T17:00:31.204000000Z",
        "examples": examples,
        "healthy": records[0].trace_id if records else None,
        "against": ["9 of the like ones since then do not show it."],
        "by_chance": False,
    }
    return {
        "traces": len({each.trace_id for each in records}),
        "incomplete": 4,
        "first": "2026-11-26T17:00:00.000000000Z",
        "last": "2026-11-26T17:01:00.000000000Z",
        "answer": f"{cause['sentence'].removesuffix('.')}; nothing else is out of line.",
        "causes": [cause] if dead else [],
        "usual": [
            {
                "headline": "in thirdparty look_up_price",
                "touched": 14,
                "like": 900,
                "least_ms": 240.0,
                "most_ms": 2100.0,
                "sentence": "14 of 900 took 0.24 s to 2.10 s longer in thirdparty look_up_price, "
                "as from the first ones on.",
            }
        ],
    }
