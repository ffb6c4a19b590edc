"""What took too long, in words: a part of the path, a group of parts, or a job in a queue."""

from collections.abc import Mapping
from dataclasses import replace

from tracing_sandbox.traces.judging.baseline import Baseline
from tracing_sandbox.traces.judging.blame import Blame, BlameKind
from tracing_sandbox.traces.judging.group import Group, GroupKind, Key
from tracing_sandbox.traces.judging.missing import lacks_a_usual_child
from tracing_sandbox.traces.judging.slowness import Slow
from tracing_sandbox.traces.judging.wording.figures import MOST_NAMED, count_of, share_of
from tracing_sandbox.traces.measuring.analysis import Analysis
from tracing_sandbox.traces.measuring.figures import figure
from tracing_sandbox.traces.measuring.job import Job
from tracing_sandbox.traces.reading.safe_text import safe_text

GROUP_KINDS: Mapping[GroupKind, BlameKind] = {"service": "service", "waits for": "wait"}


def blame_slow(analysis: Analysis, slow: Slow, baseline: Baseline | None) -> Blame:
    """Blame a part of the critical path, or a group of parts, that took too long."""
    blame = _blame(analysis, slow, baseline, share_of(analysis, slow.time_ns))
    if analysis.trace.bad_spans:
        blame = replace(blame, certain=False)
    if _may_be_a_lost_span(analysis, slow, baseline):
        lost = "Healthy traces show a call beneath it that is not here: its span may be lost."
        blame = replace(blame, certain=False, sentence=f"{blame.sentence} {lost}")
    favours = _favoured_end(analysis, slow.key, baseline)
    if favours is None:
        return blame
    end, why = favours
    return replace(blame, favours=end, sentence=f"{blame.sentence} {why}")


def blame_job(analysis: Analysis, job: Job, slow: Slow, baseline: Baseline | None) -> Blame:
    """Blame the wait of a job in its queue, or a part of what it did; its share is of both."""
    share = round(slow.time_ns / (job.wait_ns + job.run_ns), 4) if analysis.is_complete else None
    return replace(_blame(analysis, slow, baseline, share), job=True)


def _blame(analysis: Analysis, slow: Slow, baseline: Baseline | None, share: float | None) -> Blame:
    took = f"{slow.key.subject} took {figure(slow.time_ns)}{_members(slow)}"
    return Blame(
        kind=_kind_of(slow.key),
        service=_service_of(slow),
        operation="" if isinstance(slow.key, Group) else slow.key.operation,
        target=_target_of(slow.key),
        time_ns=slow.time_ns,
        excess_ns=slow.excess_ns if baseline else slow.time_ns,
        share=share,
        span=analysis.tree.spans[slow.charges[0].span],
        found=slow,
        headline=slow.key.place,
        sentence=f"{took}; {_usual(slow, baseline)}.",
        certain=slow.doubtful_ns * 2 < slow.time_ns,
    )


def _kind_of(key: Key) -> BlameKind:
    if isinstance(key, Group):
        return GROUP_KINDS.get(key.kind, "transit")
    return key.kind


def _service_of(slow: Slow) -> str:
    """Name the service at fault; of those that waited for one and the same, the one most so."""
    if isinstance(slow.key, Group) and slow.key.kind == "waits for":
        return slow.charges[0].part.service
    return slow.key.service


def _target_of(key: Key) -> str:
    if isinstance(key, Group):
        return key.service if key.kind == "waits for" else ""
    return key.target


def _members(slow: Slow) -> str:
    """Name the parts of a group that took most of it."""
    if not isinstance(slow.key, Group):
        return ""
    names = [
        f"{figure(charge.time_ns)} {charge.part.place}" for charge in slow.charges[:MOST_NAMED]
    ]
    more = len(slow.charges) - len(names)
    return f" ({', '.join(names)}{f' and {more} more' if more else ''})"


def _usual(slow: Slow, baseline: Baseline | None) -> str:
    if baseline is None:
        return "that is at least half of the time, and there is no healthy trace to compare with"
    traces = count_of(baseline)
    usual, highest = baseline.usual_ns(slow.key), baseline.highest_ns(slow.key)
    if not highest:
        return f"in {traces} it took no time at all"
    if baseline.count == 1:
        return f"in {traces} it took {figure(highest)}"
    return f"in {traces} it took {figure(usual)}, at most {figure(highest)}"


def _may_be_a_lost_span(analysis: Analysis, slow: Slow, baseline: Baseline | None) -> bool:
    if baseline is None or isinstance(slow.key, Group) or slow.key.kind != "own":
        return False
    return lacks_a_usual_child(analysis, slow.charges[0].span, baseline)


def _favoured_end(
    analysis: Analysis, key: Key, baseline: Baseline | None
) -> tuple[str, str] | None:
    """Say which end of a way the evidence points to, and by what; None where it is no way."""
    if isinstance(key, Group):
        return None if key.kind in GROUP_KINDS else _of_group(key)
    if key.kind != "transit" or not key.target or baseline is None:
        return None
    ends = f"Its ends are {safe_text(key.service)} and {safe_text(key.target)}"
    others = [
        charge
        for charge in analysis.charges
        if charge.part != key and charge.part.service == key.service
    ]
    grown = [each for each in others if each.time_ns > baseline.highest_ns(each.part)]
    grown_ns = sum(each.time_ns - baseline.usual_ns(each.part) for each in grown)
    if grown_ns * 4 >= baseline.usual_whole_ns:
        return key.service, f"{ends}; other work of {safe_text(key.service)} grew as well."
    if others:
        return key.target, (
            f"{ends}; the rest of {safe_text(key.service)} took no longer than usual, which "
            f"points to {safe_text(key.target)} or the way to it."
        )
    return "", f"{ends}; the trace does not tell which."


def _of_group(group: Group) -> tuple[str, str]:
    name = safe_text(group.service)
    if group.kind == "calls of":
        return group.service, f"All of them begin at {name}, which points to it."
    return group.service, f"All of them end at {name}, which points to it or the way to it."
