import json
from datetime import datetime
from typing import Any

from tracing_sandbox.running.collector.failure import Failure, Trouble, read_troubles
from tracing_sandbox.traces.measuring.figures import SECOND

RETRY = "Exporting failed. Will retry the request after interval."
DROP = "Exporting failed. Dropping data."
REJECT = "Exporting failed. Rejecting data. Try enabling sending_queue."


def line(clock: str, message: str = RETRY, exporter: str = "jaeger", error: str = "refused") -> str:
    fields = {"otelcol.component.id": exporter, "otelcol.signal": "traces", "error": error}
    return f"2026-11-26T{clock}Z\tinfo\tinternal/x.go:1\t{message}\t{json.dumps(fields)}"


def at(clock: str) -> int:
    return round(datetime.fromisoformat(f"2026-11-26T{clock}Z").timestamp()) * SECOND


def trouble(since: str, last: str, **changes: Any) -> Trouble:
    known = {"signal": "traces", "error": "refused", "handed_back": False, **changes}
    return Trouble(Failure(exporter="jaeger", at_ns=at(last), **known), at(since))


def test_trouble_begins_after_the_last_pause() -> None:
    clocks = ("07:00:00", "07:00:20", "07:10:00", "07:10:18", "07:10:38")
    found = read_troubles(line(clock) for clock in clocks)
    assert found == {("jaeger", "traces"): trouble("07:10:00", "07:10:38")}
    assert [found["jaeger", "traces"].goes_on(at(now)) for now in ("07:10:58", "07:10:59")] == [
        True,
        False,
    ]


def test_each_exporter_has_its_own_trouble() -> None:
    found = read_troubles([line("07:00:00"), line("07:00:01", DROP, "second", "401")])
    assert {name: (one.last.error, one.since_ns) for (name, _), one in found.items()} == {
        "jaeger": ("refused", at("07:00:00")),
        "second": ("401", at("07:00:01")),
    }


def test_sender_that_was_told_is_told_from_a_drop() -> None:
    found = [read_troubles([line("07:00:00", message)]) for message in (REJECT, DROP)]
    assert found == [
        {("jaeger", "traces"): trouble("07:00:00", "07:00:00", handed_back=told)}
        for told in (True, False)
    ]


def test_log_in_json_is_read_too() -> None:
    fields = {
        "level": "error",
        "ts": "2026-11-26T07:00:00.000Z",
        "msg": DROP,
        "otelcol.component.id": "jaeger",
        "otelcol.signal": "traces",
        "error": "refused",
    }
    assert read_troubles([json.dumps(fields)]) == {
        ("jaeger", "traces"): trouble("07:00:00", "07:00:00")
    }


def test_lines_that_are_cut_or_about_something_else_are_passed_over() -> None:
    whole = line("07:00:00")
    others = [
        "",
        "go.opentelemetry.io/collector",
        "Exporting failed",
        "{",
        '{"Exporting failed": 1}',
    ]
    assert read_troubles([whole[:cut] for cut in range(len(whole))] + others) == {}
