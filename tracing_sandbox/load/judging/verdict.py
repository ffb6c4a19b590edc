"""The verdict on a run: may it be believed, and did it keep to its limits."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tracing_sandbox.load.judging.found import Found
from tracing_sandbox.load.measuring.latency import Spread
from tracing_sandbox.load.measuring.planted import Failures
from tracing_sandbox.load.measuring.sent import Sent
from tracing_sandbox.load.recording.watched import ENDED, Event, Usage, is_generator

LONGEST_LAG_MS = 50.0
# One process cannot use more than one core: above this share it is late for want of it.
LARGEST_CPU_SHARE = 0.9
FEWER = "See the generator's log, and use a lower --rate or more --workers."


@dataclass(frozen=True)
class Limit:
    """A limit of the run; `value` is None where nothing was measured, and then it is not kept."""

    name: str
    limit: float
    value: float | None

    @property
    def kept(self) -> bool:
        """Say whether the run kept to it."""
        return self.value is not None and self.value <= self.limit

    @property
    def is_over(self) -> bool:
        """Say whether what was measured is above it."""
        return self.value is not None and not self.kept

    def as_document(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {**asdict(self), "kept": self.kept}


@dataclass(frozen=True)
class Verdict:
    """Whether a run is valid, and why not; whether it kept to its limits as well (`passed`)."""

    sentence: str
    reasons: Sequence[str]
    limits: Sequence[Limit]

    @property
    def valid(self) -> bool:
        """Say whether the run's figures may be believed."""
        return not self.reasons

    @property
    def passed(self) -> bool:
        """Say whether it is valid, and kept to all limits."""
        return self.valid and all(limit.kept for limit in self.limits)

    def as_document(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {
            "sentence": self.sentence,
            "valid": self.valid,
            "reasons": list(self.reasons),
            "limits": [limit.as_document() for limit in self.limits],
            "passed": self.passed,
        }


@dataclass(frozen=True)
class Measured:
    """What a verdict is based on.

    `record_problem` says what cut the record short, or is empty. `stopped_after_s` says when
    somebody, or something, ended the run before its end. `held` is what a ramp found out.
    """

    sent: Sent
    failures: Failures
    latency: Spread
    lag: Spread
    usage: Sequence[Usage]
    events: Sequence[Event]
    found: Found
    lost: int
    broken: int
    record_problem: str = ""
    stopped_after_s: float | None = None
    held: str = ""


def judge(measured: Measured, at_most: Mapping[str, float]) -> Verdict:
    """Judge a run by what was measured; limits go by their names in `mix.LIMITS`."""
    reasons = list(why_invalid(measured))
    values = values_of(measured)
    limits = [Limit(name, limit, values[name]) for name, limit in at_most.items()]
    return Verdict(" ".join(sentences(measured, reasons, limits)), reasons, limits)


def values_of(measured: Measured) -> Mapping[str, float | None]:
    """Give what each limit is held against; of traces nothing where none was sampled, or read."""
    sent, found = measured.sent.sent, measured.found
    is_sampled, is_read = bool(found.healthy + found.planted), bool(found.read)
    return {
        "p50_ms": measured.latency.p50,
        "p95_ms": measured.latency.p95,
        "p99_ms": measured.latency.p99,
        "error_rate": len(measured.failures.unplanted) / sent if sent else None,
        "lost": measured.lost if is_sampled else None,
        "broken": measured.broken if is_read else None,
        "healthy_blamed": found.healthy_blamed if is_read else None,
        "wrong_blame": found.wrong_blame if is_read else None,
        "missed": found.missed_share if is_read else None,
    }


def why_invalid(measured: Measured) -> Iterator[str]:
    """Say what makes a run's own figures wrong, and what to do about each."""
    sent, lag = measured.sent, measured.lag
    died = [event.part for event in measured.events if _is_death(event)]
    if died:
        yield (
            f"{' and '.join(died).capitalize()} ended while the run went on. "
            "See locust.log in the run's folder."
        )
    if measured.stopped_after_s is not None and not sent.started:
        yield "The run was stopped before any arrival began."
    elif sent.started < sent.due or not sent.started:
        began = f"Only {sent.started:,} of {sent.due:,} arrivals began."
        yield began if died or measured.record_problem else f"{began} {FEWER}"
    if lag.p99 is not None and lag.p99 > LONGEST_LAG_MS:
        yield (
            f"The generator was late: 1 of 100 arrivals began {lag.p99:.0f} ms or more after its "
            f"time; {LONGEST_LAG_MS:.0f} ms are allowed. {_what_to_do(measured.usage)}"
        )
    yield from _why_overloaded(measured.usage)
    if sent.unrecorded or measured.record_problem:
        yield _why_cut(sent.unrecorded, measured.record_problem, died)


def _what_to_do(usage: Iterable[Usage]) -> str:
    """Say how to be in time: by itself, or on a machine that has room for it."""
    worst = max((each.worst_cpu_share for each in usage if is_generator(each.part)), default=1.0)
    if worst > LARGEST_CPU_SHARE / 2:
        return "Use more --workers or a lower --rate."
    return (
        f"It used {worst:.0%} of a core at most, so the machine was too busy: stop what else runs, "
        "or use a lower --rate."
    )


def _why_overloaded(usage: Iterable[Usage]) -> Iterator[str]:
    for each in usage:
        if is_generator(each.part) and each.worst_cpu_share > LARGEST_CPU_SHARE:
            yield (
                f"{each.part.capitalize()} used {each.worst_cpu_share:.0%} of a core in its "
                f"busiest five seconds ({each.cpu_share:.0%} in all), and one process cannot use "
                "more than one. Use more --workers or a lower --rate."
            )


def _is_death(event: Event) -> bool:
    return is_generator(event.part) and event.what == ENDED


def _why_cut(unrecorded: int, problem: str, died: Sequence[str]) -> str:
    """Say what the record lacks; first in a sentence of its own, whatever the problem says."""
    lacks = f": it lacks {unrecorded:,} requests" if unrecorded else ""
    begin = f"The record is not whole{lacks}."
    if problem:
        return f"{begin} {problem.rstrip('.')}. Make room on the disk, and run this again."
    return begin if died else f"{begin} See the generator's log."


def sentences(measured: Measured, reasons: Sequence[str], limits: Sequence[Limit]) -> Iterator[str]:
    """Say the verdict to somebody who was not there."""
    if measured.held:
        yield measured.held
    head = _stopped(measured) if not reasons else f"Not valid: {_first_of(reasons)}"
    parts = [_what_was_sent(measured), _how_long(measured.latency), _what_failed(measured)]
    parts += [_what_was_lost(measured)]
    joint = ": " if not reasons else ". "
    yield f"{head}{joint}{', '.join(filter(None, parts))}; {_what_was_found(measured.found)}."
    over = [_over(limit.name, limit.value, limit.limit) for limit in limits if limit.is_over]
    unknown = [limit.name for limit in limits if limit.value is None]
    if over:
        yield f"Over its limit: {', '.join(over)}."
    if unknown:
        yield f"Not measured, and so not kept: {', '.join(unknown)}."
    if limits and not over and not unknown:
        yield f"All {len(limits)} limits kept." if len(limits) > 1 else "Its limit was kept."


def _first_of(reasons: Sequence[str]) -> str:
    return reasons[0].split(". ")[0].rstrip(".")


def _stopped(measured: Measured) -> str:
    """Say that a run is valid, and when it was stopped; a ramp ends where it is not held."""
    if measured.stopped_after_s is None or measured.held:
        return "Valid"
    return f"Valid until it was stopped after {measured.stopped_after_s:.1f} s"


def _what_was_sent(measured: Measured) -> str:
    sent = measured.sent
    left_out = f" ({sent.left_out:,} left out after a failure)" if sent.left_out else ""
    return f"{sent.sent:,} of {sent.planned:,} requests sent at {sent.rate:.1f}/s{left_out}"


def _how_long(latency: Spread) -> str:
    return "" if latency.p95 is None else f"p95 {latency.p95:.0f} ms"


def _what_failed(measured: Measured) -> str:
    failed = len(measured.failures.unplanted)
    return f"{failed:,} failed unplanted" if failed else "nothing failed unplanted"


def _what_was_lost(measured: Measured) -> str:
    if not measured.found.healthy + measured.found.planted:
        return ""
    broken = f", {measured.broken:,} broken" if measured.broken else ""
    if not measured.lost:
        return f"nothing lost{broken}"
    return f"{measured.lost:,} trace{'s' if measured.lost > 1 else ''} lost{broken}"


def _what_was_found(found: Found) -> str:
    """Name what was found, and both how many healthy ones are blamed and with how many it agrees.

    It is the record that agrees; a blame that it bears out is one all the same.
    """
    if not found.healthy + found.planted:
        return "no trace was sampled"
    if not found.read:
        return "no trace could be read"
    agrees = f" (the record agrees with {found.borne_out:,})" if found.healthy_blamed else ""
    healthy = f"{found.healthy_blamed:,} of {found.healthy:,} healthy blamed{agrees}"
    if not found.planted:
        return f"nothing was planted, and {healthy}"
    return f"{found.found:,} of {found.planted:,} planted faults found, {healthy}"


def _over(name: str, value: float | None, limit: float) -> str:
    return f"{name} {_figure(value or 0.0)} (at most {_figure(limit)})"


def _figure(value: float) -> str:
    return f"{value:.4g}" if abs(value) < 10_000 else f"{value:,.0f}"
