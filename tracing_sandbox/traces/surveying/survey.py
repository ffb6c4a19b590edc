"""Many traces of a time as a whole: what is wrong, and what only recurs; commands and pages ask."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tracing_sandbox.traces.explaining.moment import clock, rfc3339
from tracing_sandbox.traces.reading.garbage import no_collection
from tracing_sandbox.traces.reading.trace import Trace
from tracing_sandbox.traces.surveying.cause import Cause, cause_of
from tracing_sandbox.traces.surveying.evidence.observation import Observation, observe
from tracing_sandbox.traces.surveying.evidence.onset import FEWEST
from tracing_sandbox.traces.surveying.findings.failing import find_failing
from tracing_sandbox.traces.surveying.findings.finding import Finding, without
from tracing_sandbox.traces.surveying.findings.gradual import find_gradual
from tracing_sandbox.traces.surveying.findings.missing import find_missing
from tracing_sandbox.traces.surveying.findings.sudden import find_sudden
from tracing_sandbox.traces.surveying.habits import Habit, find_habits

FEWEST_TO_TELL = 2 * FEWEST


FROM_THE_START = "They are compared with each other: what was so from the first on does not show."


@dataclass(frozen=True, slots=True)
class Survey:
    """What is wrong with some traces: causes, the costliest first, and what recurs in health.

    `incomplete` of the `traces` could not be compared, as spans of them are missing. They began
    from `first_ns` to `last_ns`.
    """

    traces: int
    incomplete: int
    first_ns: int
    last_ns: int
    causes: tuple[Cause, ...]
    habits: tuple[Habit, ...]

    @property
    def answer(self) -> str:
        """Say in a sentence what is wrong, and that nothing else is."""
        if not self.causes:
            return self._calm
        first = self.causes[0].sentence.removesuffix(".")
        others = len(self.causes) - 1
        if others:
            return f"{first}; {others} other cause{'s' if others > 1 else ''} below."
        return f"{first}; nothing else is out of line."

    @property
    def coverage(self) -> str:
        """Say how many traces were read, and from when to when they began."""
        left_out = ", all of them whole"
        if self.incomplete:
            left_out = f", {self.incomplete:,} of them incomplete and left out"
        times = f"{clock(self.first_ns)} to {clock(self.last_ns)}"
        unseen = "" if self.causes or self.habits else f" {FROM_THE_START}"
        return f"{_traces(self.traces)} read{left_out}: {times}.{unseen}"

    @property
    def _calm(self) -> str:
        compared = self.traces - self.incomplete
        if compared < FEWEST_TO_TELL:
            return (
                f"{_traces(compared).capitalize()} can be compared, and at least {FEWEST_TO_TELL} "
                "are needed to say what is wrong."
            )
        return f"Nothing is out of line in {_traces(compared)}."

    def as_document(self) -> dict[str, Any]:
        """Write everything as JSON-ready values; times are milliseconds, moments RFC 3339."""
        return {
            "traces": self.traces,
            "incomplete": self.incomplete,
            "first": rfc3339(self.first_ns) if self.traces else None,
            "last": rfc3339(self.last_ns) if self.traces else None,
            "answer": self.answer,
            "causes": [cause.as_document() for cause in self.causes],
            "usual": [habit.as_document() for habit in self.habits],
        }


def _traces(count: int) -> str:
    return f"{count:,} trace{'' if count == 1 else 's'}"


@no_collection()
def survey(traces: Iterable[Trace]) -> Survey:
    """Say what is wrong with traces of one time, as a whole.

    What came at some moment is a cause: failures, calls that are left out, what makes some traces
    stand apart from others of their operation, what takes somewhat longer in all. What comes from
    the first trace on is usual. The cost is linear in the traces, but for sorting.
    """
    observed = observe(traces)
    findings, left = _findings(observed.observations)
    causes = [cause_of(finding) for finding in findings]
    return Survey(
        observed.traces,
        observed.incomplete,
        observed.first_ns,
        observed.last_ns,
        tuple(sorted(causes, key=lambda cause: cause.rank)),
        tuple(find_habits(left)),
    )


def _findings(
    observations: Sequence[Observation],
) -> tuple[list[Finding], list[Observation]]:
    """Look for what is plain first: what failed or ended early says nothing of times."""
    found = find_failing(observations)
    left = without(observations, [each for finding in found for each in finding.touched])
    left = [each for each in left if not each.failed]
    missing, left = find_missing(left)
    sudden, left = find_sudden(left)
    return [*found, *missing, *sudden, *find_gradual(left)], left
