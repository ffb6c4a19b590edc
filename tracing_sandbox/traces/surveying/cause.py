"""What is wrong with many traces: one cause, what it costs, and what speaks against it."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median_low
from typing import Any

from tracing_sandbox.traces.explaining.moment import clock, rfc3339
from tracing_sandbox.traces.judging.blame import BlameKind
from tracing_sandbox.traces.measuring.figures import figure, milliseconds
from tracing_sandbox.traces.surveying.evidence.onset import Onset
from tracing_sandbox.traces.surveying.findings.finding import Finding

EXAMPLES = 3
DOUBTFUL = 0.05


@dataclass(frozen=True, slots=True)
class Cause:
    """A service, an operation or a way that is at fault in several traces.

    `service` is at fault; `operation` and `target`, who was called or waited for, are empty where
    it is not only one. `other_end` is that of a way which the evidence does not favour. `headline`
    says where. `usual` and `now` are medians in nanoseconds, or numbers of spans (`counted`), and 0
    for failures. `cost_ns` is what all touched traces together took longer; for what failed or
    ended early, what its kind usually takes. `touched` of `since` traces show it since `since_ns`,
    and none of the `before` ones. `examples` are ids, the worst first; `healthy` is one to compare
    them with, or empty. `against` are sentences on what speaks against it;
    `chance` is how likely what comes at any time leaves out so many before.
    """

    kind: BlameKind
    service: str
    operation: str
    target: str
    other_end: str
    headline: str
    sentence: str
    counted: bool
    usual: int
    now: int
    cost_ns: int
    touched: int
    since: int
    before: int
    since_ns: int
    examples: tuple[str, ...]
    healthy: str
    against: tuple[str, ...]
    chance: float

    @property
    def rank(self) -> tuple[float, int, int, str]:
        """Order causes: the costliest first; behind them what may be chance, the likeliest last."""
        return max(self.chance, DOUBTFUL), -self.cost_ns, -self.touched, self.headline

    @property
    def by_chance(self) -> bool:
        """Say whether so few were before it that it may have come as ever."""
        return self.chance > DOUBTFUL

    @property
    def names(self) -> frozenset[str]:
        """Name who is at fault: a service and, where it waited for somebody, that one too."""
        return frozenset({self.service, self.target} - {""})

    @property
    def title(self) -> str:
        """Say where, at the beginning of a line."""
        if self.kind == "missing":
            return self.headline[:1].upper() + self.headline[1:]
        begin = {"error": "Failed", "repetition": "More calls"}.get(self.kind, "Longer")
        return f"{begin} {self.headline}"

    @property
    def figures(self) -> tuple[str, str]:
        """Write the usual figure and that of the touched traces."""
        if self.kind == "error":
            return f"0 of {self.before} failed", f"{self.touched} of {self.since} failed"
        if self.counted:
            return _spans(self.usual), _spans(self.now)
        return figure(self.usual), figure(self.now)

    def as_document(self) -> dict[str, Any]:
        """Write everything as JSON-ready values."""
        is_time = not self.counted and self.kind != "error"
        return {
            "kind": self.kind,
            "service": self.service,
            "operation": self.operation or None,
            "target": self.target or None,
            "other_end": self.other_end or None,
            "headline": self.headline,
            "sentence": self.sentence,
            "usual_ms": milliseconds(self.usual) if is_time else None,
            "now_ms": milliseconds(self.now) if is_time else None,
            "usual_spans": self.usual if self.counted else None,
            "now_spans": self.now if self.counted else None,
            "cost_ms": milliseconds(self.cost_ns),
            "touched": self.touched,
            "like_since": self.since,
            "like_before": self.before,
            "since": rfc3339(self.since_ns),
            "examples": list(self.examples),
            "healthy": self.healthy or None,
            "against": list(self.against),
            "by_chance": self.by_chance,
        }


def _spans(count: int) -> str:
    return f"{count:,} span{'' if count == 1 else 's'}"


def cause_of(finding: Finding) -> Cause:
    """Tell a finding: its figures, its examples, and what speaks against it."""
    place, onset = finding.place, finding.onset
    worst = sorted(
        zip(finding.excesses_ns, finding.touched, strict=True), key=lambda pair: -pair[0]
    )
    ids = dict.fromkeys(observation.trace_id for _, observation in worst)
    return Cause(
        place.kind,
        place.service,
        place.operation,
        place.target,
        place.other_end,
        headline=place.words,
        sentence=_sentence(finding),
        counted=finding.counted,
        usual=finding.usual,
        now=finding.now,
        cost_ns=sum(finding.excesses_ns),
        touched=onset.touched,
        since=onset.after,
        before=onset.before,
        since_ns=_since_ns(finding),
        examples=tuple(ids)[:EXAMPLES],
        healthy=_healthy(finding),
        against=tuple(_against(finding)),
        chance=_chance_of(onset),
    )


def _since_ns(finding: Finding) -> int:
    return min(each.start_ns for each in finding.touched)


def _healthy(finding: Finding) -> str:
    """Choose an untouched request of the worst one's operation, of usual length."""
    worst = max(zip(finding.excesses_ns, finding.touched, strict=True), key=lambda pair: pair[0])[1]
    alike = [each for each in finding.untouched if each.operation.root == worst.operation.root]
    alike.sort(key=lambda each: each.duration_ns)
    return alike[(len(alike) - 1) // 2].trace_id if alike else ""


def _sentence(finding: Finding) -> str:
    onset, place = finding.onset, finding.place
    what = "jobs" if finding.touched[0].operation.is_job else "requests"
    begin = f"Since {clock(_since_ns(finding))}, {onset.touched} of {onset.after} {what}"
    if place.kind == "error":
        return f"{begin} failed {place.words}."
    if place.kind == "missing":
        return (
            f"{begin} were answered {place.words}: {finding.now} spans instead of {finding.usual}."
        )
    longer = figure(median_low(finding.excesses_ns))
    if place.kind == "repetition":
        times = f"{finding.now} instead of {finding.usual} times the same"
        return f"{begin} called {times} {place.words}, which took {longer} longer."
    return f"{begin} took {longer} longer {place.words}."


def _against(finding: Finding) -> Iterator[str]:
    onset = finding.onset
    spared = onset.after - onset.touched
    if spared:
        yield f"{spared} of the {onset.after} like ones since then do not show it."
    if not onset.before:
        yield "It is there from the first trace on: what was before is not known."
    elif _chance_of(onset) > DOUBTFUL:
        one_in = round(1 / onset.chance)
        yield (
            f"Only {onset.before} like ones before it do not show it; what comes at random leaves "
            f"so many out in 1 of {one_in} cases."
        )
    if _is_half_doubtful(finding):
        yield "Nothing may have waited for half of that time: other work ran beside it."
    if finding.place.rival:
        yield f"It may as well be {finding.place.rival}."


def _chance_of(onset: Onset) -> float:
    """Say how likely it came as ever; of what is there from the first trace on nobody knows."""
    return onset.chance if onset.before else 0.0


def _is_half_doubtful(finding: Finding) -> bool:
    return finding.doubtful_ns * 2 >= max(sum(finding.excesses_ns), 1)
