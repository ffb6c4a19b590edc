"""Shows what came of a run of `sandbox load`: the verdict first, then what it rests on."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.table import Table

from tracing_sandbox.invocation import typed
from tracing_sandbox.load.judging.found import HEALTHY
from tracing_sandbox.load.recording.folder import RunFolder
from tracing_sandbox.load.report.summary import command_of
from tracing_sandbox.terminal.console import out

MOST_LISTED = 3
# What a trace says of what was planted, as the result names it and as the table does; each trace
# is in one of these.
FOUND = {
    "found": "found",
    "nothing": "nothing said",
    "other": "other named",
    "borne_out": "record agrees",
    "lost": "lost",
}


def show_result(document: Mapping[str, Any], folder: RunFolder) -> None:
    """Print a run's document, and where its files are."""
    verdict = document["verdict"]
    out.print(verdict["sentence"], style="bold", soft_wrap=True)
    for reason in verdict["reasons"]:
        out.print(f"  {reason}", soft_wrap=True)
    for line in write_limits(verdict["limits"]):
        out.print(line, soft_wrap=True)
    show_latency(document)
    show_found(document["found"])
    for line in write_trouble(document):
        out.print(line, soft_wrap=True)
    show_slowest(document["slowest"])
    for line in write_causes(document["why"]):
        out.print(line, soft_wrap=True)
    for line in [*write_ramp(document), *write_against(document["against"])]:
        out.print(line, soft_wrap=True)
    out.print(f"\nThe same once more: {command_of(document['run'])}", soft_wrap=True)
    out.print(f"Plan, record and result: {folder.path}", soft_wrap=True)


def write_limits(limits: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Say of each limit whether it was kept."""
    for limit in limits:
        told = "kept" if limit["kept"] else "NOT KEPT"
        was = "it was not measured" if limit["value"] is None else f"it was {limit['value']:g}"
        yield f"  {limit['name']} at most {limit['limit']:g}: {told}, {was}"


def show_latency(document: Mapping[str, Any]) -> None:
    """Print how long the requests took, from the intended start."""
    latency = document["latency_ms"]
    rows = {"all": latency["all"], "  counted from sent": latency["from_sent"]}
    if not latency["all"]["count"]:
        return
    table = _table("ms from the intended start", "requests", "p50", "p95", "p99", "max")
    for name, figures in {**rows, **latency["by_name"]}.items():
        times = (f"{figures[each]:,.0f}" for each in ("p50", "p95", "p99", "max"))
        table.add_row(name, f"{figures['count']:,}", *times)
    out.print()
    out.print(table)


def show_found(found: Mapping[str, Any]) -> None:
    """Print what was planted, and what of it the traces tell."""
    if not any(row["count"] for row in found["rows"]):
        return
    table = _table("planted", "traces", *FOUND.values())
    for row in found["rows"]:
        counts = {key: f"{row[key]:,}" for key in ("count", *FOUND)}
        if row["planted"] in HEALTHY:
            counts["found"] = "-"
        table.add_row(row["planted"], *counts.values())
    out.print()
    out.print(table)
    for row in found["rows"]:
        for said in row["said"][:MOST_LISTED]:
            times = "once" if said["count"] == 1 else f"{said['count']} times"
            look = typed(f"trace {said['trace_id']}")
            out.print(f"  {row['planted']}: {said['what']}, {times}: {look}", soft_wrap=True)


def write_trouble(document: Mapping[str, Any]) -> Iterator[str]:
    """Say what befell the parts, and what was lost or came in part."""
    for event in document["events"]:
        cost = f": {event['cost']}" if event["cost"] else ""
        yield f"At {event['at_s']:.1f} s {event['part']} {event['what']}{cost}"
    for what, told in (("lost", "never arrived"), ("broken", "arrived in part")):
        traces = document["join"][what]
        if traces:
            yield f"{len(traces):,} traces {told}, such as:"
        for trace in traces[:MOST_LISTED]:
            said = trace.get("why") or trace.get("missing") or ""
            yield f"  {trace['trace_id']} at {trace['at_s']:.1f} s: {said}"


def show_slowest(slowest: Sequence[Mapping[str, Any]]) -> None:
    """Print the slowest requests, with what their traces say."""
    if slowest:
        out.print("\nThe slowest:")
    for each in slowest[:MOST_LISTED]:
        out.print(f"  {each['took_ms']:,.0f} ms  {each['name']}", soft_wrap=True)
        out.print(f"    Its journey: {each['answer']}", soft_wrap=True)
        if each["pages"]:
            out.print(f"    {typed('trace ' + each['trace_id'])}", soft_wrap=True)


def write_causes(why: Mapping[str, Any] | None) -> Iterator[str]:
    """Say what is wrong with the traces as a whole."""
    if not why:
        return
    yield ""
    if not why["causes"]:
        yield f"The traces as a whole: {why['answer']}"
        return
    yield "The traces as a whole:"
    yield from (f"  {cause['sentence']}" for cause in why["causes"][:MOST_LISTED])


def write_ramp(document: Mapping[str, Any]) -> Iterator[str]:
    """Say which rate was held, and what gave in first."""
    ramp = document["ramp"]
    if not ramp:
        return
    yield ""
    for step in ramp["steps"]:
        if step["p99_ms"] is None:
            continue
        told = "held" if step["kept"] else f"not held{_why_not(step)}"
        yield f"  {step['rate']:>6.1f}/s  p99 {step['p99_ms']:>7,.0f} ms  {told}"
    if ramp["gave_in"]:
        yield ramp["gave_in"]["sentence"]


def _why_not(step: Mapping[str, Any]) -> str:
    """Say what of a step was not as planned, besides its latency."""
    counts = {"failed": "failed", "lost": "lost", "missing": "not sent"}
    told = [f"{step[key]:,} {words}" for key, words in counts.items() if step[key]]
    return f": {', '.join(told)}" if told else ""


def write_against(against: Mapping[str, Any] | None) -> Iterator[str]:
    """Say what changed since another run."""
    if against:
        yield ""
        yield str(against["sentence"])
        yield from (f"  {said}" for each in against["counts"] if (said := _changed(each)))


def _changed(count: Mapping[str, Any]) -> str:
    """Say what was counted otherwise before; nothing where it was the same."""
    before, now = (_figure(count[each]) for each in ("before", "now"))
    return f"{count['name']}: {before} before, {now} now" if before != now else ""


def _figure(value: float | None) -> str:
    return "unknown" if value is None else f"{value:,.12g}"


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column(first, overflow="fold")
    for name in others:
        table.add_column(name.replace(" ", "\n"), justify="right", no_wrap=True)
    return table
