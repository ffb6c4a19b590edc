"""Sentences of the report: what each plot shows, for who cannot see it, and what the run hid."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tracing_sandbox.load.judging.found import HEALTHY
from tracing_sandbox.load.measuring.planted import NOTHING
from tracing_sandbox.load.report.course import Course
from tracing_sandbox.load.report.distribution import Row
from tracing_sandbox.load.report.summary import limit_meaning
from tracing_sandbox.load.report.words import (
    number,
    write_at,
    write_count,
    write_figure,
    write_limit,
    write_ms,
    write_share,
)


def tell_headline(document: Mapping[str, Any]) -> str:
    """Say in a few words what came of it: what a ramp found out, or why the verdict is as it is."""
    verdict, stopped_s = document["verdict"], number(document["run"].get("stopped_after_s"))
    if verdict["passed"] and document["ramp"]:
        return str(document["ramp"]["sentence"])
    if verdict["passed"] and stopped_s is not None:
        return f"The run was stopped after {stopped_s:.1f} s, and is valid until then."
    if not verdict["valid"]:
        first = str(next(iter(verdict["reasons"]), "the generator did not do what was planned"))
        return f"{first.partition('. ')[0].removesuffix('.')}."
    broken = [limit for limit in verdict["limits"] if not limit["kept"]]
    if broken:
        return " ".join(_tell_broken(limit) for limit in broken)
    count = len(verdict["limits"])
    if not count:
        return "The run is valid, and no limit was set."
    return f"All {count} limits were kept." if count > 1 else "The limit was kept."


def tell_rest(verdict: Mapping[str, Any]) -> list[str]:
    """List what the headline leaves out of why a run is not valid, such as what to do about it."""
    if verdict["valid"]:
        return []
    first, *others = [str(each) for each in verdict["reasons"]] or [""]
    return [each for each in (first.partition(". ")[2], *others) if each]


def _tell_broken(limit: Mapping[str, Any]) -> str:
    name, meaning = str(limit["name"]), limit_meaning(str(limit["name"]))
    value, most = (write_limit(limit[key], name) for key in ("value", "limit"))
    if number(limit["value"]) is None:
        return f"{meaning[:1].upper()}{meaning[1:]}: not measured; the limit is {most}."
    return f"{meaning[:1].upper()}{meaning[1:]}: {value}, above the limit of {most}."


def tell_events(events: Iterable[Mapping[str, Any]]) -> str:
    """Say what happened to the parts, and what it cost."""
    return "; ".join(
        f"{each['part']} {each['what']} at {write_at(each['at_s'])}"
        + (f" ({each['cost']})" if each["cost"] else "")
        for each in events
    )


def tell_timeline(course: Course) -> str:
    """Say what is seen in the plot of the latency over time."""
    if not course.windows:
        return "No request was answered: there is no latency to plot."
    p50 = [each.p50_ms for each in course.windows]
    worst = max(course.windows, key=lambda each: each.p95_ms)
    failed = len(course.failed) + len(course.failed_as_planted)
    said = [
        f"Latency over {write_figure(course.end_s)} s, on a logarithmic axis. "
        f"The median is {write_ms(min(p50))} to {write_ms(max(p50))}.",
        f"The p95 is highest at {write_at(worst.middle_s)}, with {write_ms(worst.p95_ms)}.",
        f"{_count(failed, 'request')} failed, {write_count(len(course.failed))} of them not "
        "as planted.",
        *(f"{write_at(at_s)}: {words}." for at_s, words in course.events),
    ]
    return " ".join(said)


def tell_distribution(rows: Sequence[Row]) -> str:
    """Say what is seen in the plot of the scenarios."""
    if not rows:
        return "No request was answered: there is nothing to compare."
    said = [
        f"{'nothing planted' if row.name == NOTHING else row.name}: "
        f"median {write_ms(row.percentiles_ms['p50'])}, at most "
        f"{write_ms(row.percentiles_ms['max'])}"
        for row in rows
    ]
    return f"Latency by what was planted. {'; '.join(said)}."


def tell_ramp(ramp: Mapping[str, Any]) -> str:
    """Say what is seen in the plot of a ramp."""
    steps = [
        f"{write_figure(step['rate'])}/s: {write_ms(step['p99_ms'])}" for step in ramp["steps"]
    ]
    return (
        f"The p99 of each step of the ramp, against a limit of {write_ms(ramp['limit_ms'])}. "
        f"{'; '.join(steps)}."
    )


def tell_omission(document: Mapping[str, Any]) -> str:
    """Say how much of the latency a generator that waits for answers would have left out."""
    meant = number(document["latency_ms"]["all"]["p99"])
    sent = number(document["latency_ms"]["from_sent"]["p99"])
    late = number(document["lag_ms"]["max"])
    if meant is None or sent is None or late is None:
        return "Nothing was answered in this run, and nothing could be hidden."
    return (
        f"In this run the p99 is {write_ms(meant)} from the intended start and {write_ms(sent)} "
        f"from the sending: {write_ms(max(meant - sent, 0.0))} of it would have been hidden. The "
        f"latest arrival began {write_ms(late)} late."
    )


def tell_losses(join: Mapping[str, Any]) -> str:
    """Say whether every request has its trace."""
    lost, broken = len(join["lost"]), len(join["broken"])
    begin = (
        f"{write_count(join['joined'])} of {_count(join['records'], 'request')} have their trace"
    )
    if not lost and not broken:
        return f"{begin}. None is lost, and none is broken."
    return f"{begin}: {write_count(lost)} lost, {write_count(broken)} broken."


def tell_found(found: Mapping[str, Any]) -> str:
    """Say how much of what was planted the traces told."""
    share = number(found["found_share"])
    blamed = f"{write_count(found['healthy_blamed'])} of {write_count(found['healthy'])}"
    begin = (
        "Nothing was planted in any order."
        if share is None
        else f"{write_share(share)} of what was planted is named by its trace."
    )
    return f"{begin} {blamed} healthy ones are blamed{_tell_borne_out(found)}."


def _tell_borne_out(found: Mapping[str, Any]) -> str:
    """Say with how many of the blamed the record agrees, if any are."""
    if not found["healthy_blamed"]:
        return ""
    count = write_count(found.get("borne_out", 0))
    return (
        f"; the record agrees with {count} of these: they failed, began late, or were slow as "
        "most others were at the time"
    )


def most_telling_first(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Order what was planted: nothing first, then by how many were not `right`, and by name."""
    counted = [{**row, "right": _right(row), "healthy": row["planted"] in HEALTHY} for row in rows]
    return sorted(
        counted,
        key=lambda row: (not row["healthy"], row["right"] - row["count"], str(row["planted"])),
    )


def _right(row: Mapping[str, Any]) -> int:
    """Count what was answered rightly; where nothing was planted that is to say nothing."""
    return int(row["nothing" if row["planted"] in HEALTHY else "found"])


def _count(count: Any, what: str) -> str:
    return f"{write_count(count)} {what}{'' if count == 1 else 's'}"


def sort_out(lost: Iterable[Mapping[str, Any]], why: str) -> list[dict[str, Any]]:
    """Group what was lost or broken by its reason, the most frequent first."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for each in lost:
        groups.setdefault(str(each[why]), []).append(each)
    return [
        {
            "why": reason,
            "count": len(group),
            "first_s": min(each["at_s"] for each in group),
            "last_s": max(each["at_s"] for each in group),
            "traces": group,
        }
        for reason, group in sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    ]
