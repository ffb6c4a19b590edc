"""What was planted beside what the traces say: the only place where both are known."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tracing_sandbox.faults.agreement import is_blamed, is_found
from tracing_sandbox.faults.catalogue import SCENARIOS
from tracing_sandbox.load.joining.expected import by_trace
from tracing_sandbox.load.joining.told import Told
from tracing_sandbox.load.judging.found_row import Row
from tracing_sandbox.load.judging.moments import Moments, moments_of
from tracing_sandbox.load.measuring.planted import NOTHING, Planted, was_cut_off
from tracing_sandbox.load.planning.plan import SOLD_OUT
from tracing_sandbox.load.recording.record import Record
from tracing_sandbox.traces.judging.blame import Blame

# In these nothing is to be blamed: an order of more than there is is refused, and rightly.
HEALTHY = (NOTHING, SOLD_OUT)


@dataclass(frozen=True)
class Found:
    """A row for nothing, and for each thing that was planted."""

    rows: Sequence[Row]

    @property
    def planted(self) -> int:
        """Count the arrivals in which something is to be found."""
        return sum(row.count for row in self._ill)

    @property
    def found(self) -> int:
        """Count those in which it was."""
        return sum(row.found for row in self._ill)

    @property
    def found_share(self) -> float | None:
        """Say in which share it was; None where nothing was planted."""
        return round(self.found / self.planted, 6) if self.planted else None

    @property
    def missed_share(self) -> float:
        """Say in which share it was not."""
        return round(1 - self.found / self.planted, 6) if self.planted else 0.0

    @property
    def healthy(self) -> int:
        """Count the arrivals in which nothing is to be blamed."""
        return sum(row.count for row in self.rows if row.planted in HEALTHY)

    @property
    def healthy_blamed(self) -> int:
        """Count those in which something was, whether the record agrees or not."""
        return sum(row.other + row.borne_out for row in self.rows if row.planted in HEALTHY)

    @property
    def borne_out(self) -> int:
        """Count those of the blamed healthy ones with whose blame the record agrees."""
        return sum(row.borne_out for row in self.rows)

    @property
    def read(self) -> int:
        """Count the arrivals whose trace came, and could be explained."""
        return sum(row.count - row.lost for row in self.rows)

    @property
    def wrong_blame(self) -> int:
        """Count the arrivals in which something was planted and something else blamed."""
        return sum(row.other for row in self._ill)

    @property
    def _ill(self) -> list[Row]:
        return [row for row in self.rows if row.planted not in HEALTHY]

    def as_document(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {
            "rows": [row.as_document() for row in self.rows],
            "found_share": self.found_share,
            "healthy": self.healthy,
            "healthy_blamed": self.healthy_blamed,
            "borne_out": self.borne_out,
            "wrong_blame": self.wrong_blame,
            "missed_share": self.missed_share,
        }


def compare(records: Sequence[Record], planted: Planted, told: Told) -> Found:
    """Set what was planted in each sampled arrival beside what is said of its trace."""
    rows: dict[str, Row] = {NOTHING: Row(NOTHING)}
    moments = moments_of(records, planted, told.explanations)
    for own in by_trace(records).values():
        if any(map(was_cut_off, own)):
            # The trace of a request that was not waited for tells of that alone.
            continue
        name = planted.in_arrival(own[0].arrival)
        _note(rows.setdefault(name, Row(name)), own, told, moments)
    nothing, *others = rows.values()
    return Found([nothing, *sorted(others, key=lambda row: row.planted)])


def _note(row: Row, own: Sequence[Record], told: Told, moments: Moments) -> None:
    trace_id = own[0].trace_id
    explanation = told.explanations.get(trace_id)
    if explanation is None:
        row.lost += 1
    elif is_met(row.planted, trace_id, told):
        row.found += 1
    elif not (said := what_is_said(row.planted, trace_id, told)):
        row.nothing += 1
    else:
        is_agreed = row.planted in HEALTHY and len(said) == 1 and moments.agree(explanation, own)
        row.note_other(said[0], trace_id, agrees=is_agreed)


def is_met(planted: str, trace_id: str, told: Told) -> bool:
    """Say whether what was planted is what is said."""
    scenario = SCENARIOS.get(planted)
    if scenario is None:
        return False
    if scenario.finding:
        return any(is_found(scenario.finding, each) for each in told.findings.get(trace_id, ()))
    blame = told.explanations[trace_id].blame
    return blame is not None and is_blamed(scenario.blame, blame)


def what_is_said(planted: str, trace_id: str, told: Told) -> list[str]:
    """Name what is said of a trace: whom it blames; of the tracing, what the doctor finds.

    Of an order in which a service was broken the doctor is not asked, and that an order of more
    than there is was refused is nothing but what was planned.
    """
    scenario, blame = SCENARIOS.get(planted), told.explanations[trace_id].blame
    is_refusal = planted == SOLD_OUT and blame is not None and blame.kind == "error"
    blamed = [in_words(blame)] if blame and not is_refusal else []
    if scenario and scenario.blame:
        return blamed
    found = sorted({f"{each.rule} at {each.where}" for each in told.findings.get(trace_id, ())})
    return [*found, *blamed]


def in_words(blame: Blame) -> str:
    """Name whom a trace blames, and for what."""
    return f"{' '.join(filter(None, (blame.service, blame.operation)))} ({blame.kind})"
