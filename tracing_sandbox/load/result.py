"""What came of a run: everything that its report and its verdict say, as one document."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from tracing_sandbox.doctor import Circumstances
from tracing_sandbox.faults.catalogue import SCENARIOS
from tracing_sandbox.load.joining.cost import list_events
from tracing_sandbox.load.joining.expected import expected_of
from tracing_sandbox.load.joining.join import Joined
from tracing_sandbox.load.joining.missing import (
    Broken,
    Lost,
    list_broken,
    list_lost,
)
from tracing_sandbox.load.joining.told import Told, read_traces
from tracing_sandbox.load.judging.exemplar import Looking, PagesOf, exemplars_of, slowest_of
from tracing_sandbox.load.judging.found import compare, in_words
from tracing_sandbox.load.judging.ramp import Ramp, climb, deciding_records
from tracing_sandbox.load.judging.verdict import Measured, Verdict, judge
from tracing_sandbox.load.measuring.latency import Spread, lag_of, spread_by, spread_of, windows_of
from tracing_sandbox.load.measuring.planted import (
    Planted,
    failures_of,
    has_failed,
    measured,
    planted_in,
    was_cut_off,
)
from tracing_sandbox.load.measuring.sent import count_sent
from tracing_sandbox.load.planning.arrivals import Kind, Step, steps_of
from tracing_sandbox.load.planning.plan import Arrival, to_text
from tracing_sandbox.load.recording.folder import RunSettings
from tracing_sandbox.load.recording.record import Record
from tracing_sandbox.load.recording.watched import Event, Usage, is_generator
from tracing_sandbox.traces.explaining.moment import rfc3339
from tracing_sandbox.traces.surveying.survey import Survey, survey

RAMP: Kind = "ramp"


@dataclass(frozen=True)
class Run:
    """A run as it was: what was asked for and planned, what was sent, and what was seen meanwhile.

    `stopped_after_s` is None for one that was sent to its end. `record_problem` says what cut the
    record short, or is empty.
    """

    settings: RunSettings
    plan: Sequence[Arrival]
    records: Sequence[Record]
    events: Sequence[Event] = ()
    usage: Sequence[Usage] = ()
    stopped_after_s: float | None = None
    record_problem: str = ""


@dataclass(frozen=True)
class Result:
    """What came of a run; `as_document` has all of it."""

    run: Run
    planted: Planted
    measured: Measured
    joined: Joined
    lost: Sequence[Lost]
    broken: Sequence[Broken]
    told: Told
    why: Survey
    ramp: Ramp | None
    verdict: Verdict
    pages_of: PagesOf
    against: Mapping[str, Any] | None = None

    def as_document(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        records, settings = self.run.records, self.run.settings
        looking = Looking(self.told.explanations, self.planted, self.pages_of)
        return {
            "run": self._run_document(),
            "verdict": self.verdict.as_document(),
            "requests": self._requests_document(),
            "lag_ms": _lag_document(self.measured.lag),
            "generator": _generator_document(self.run.usage),
            "latency_ms": self._latency_document(),
            "windows": [
                asdict(window)
                for window in windows_of(
                    records, settings.began_ns, settings.duration_s, has_failed
                )
            ],
            "join": self._join_document(),
            "found": self.measured.found.as_document(),
            "told": self._told_document(),
            "exemplars": list(exemplars_of(records, looking)),
            "slowest": list(slowest_of(records, looking)),
            "events": self._events_document(),
            "parts": [asdict(each) for each in self.run.usage],
            "why": self.why.as_document(),
            "ramp": self.ramp.as_document() if self.ramp else None,
            "against": self.against,
        }

    def _events_document(self) -> list[Mapping[str, Any]]:
        failed = self.measured.failures.unplanted
        return list(
            list_events(
                self.run.events,
                expected_of(self.run.records),
                failed,
                self.lost,
                self.broken,
                self.run.settings.began_ns,
            )
        )

    def _run_document(self) -> dict[str, Any]:
        settings = self.run.settings
        return {
            "id": settings.run,
            "seed": settings.seed,
            "rate": settings.rate,
            "duration_s": settings.duration_s,
            "arrivals": settings.arrivals,
            "started": rfc3339(settings.began_ns),
            "mix": dict(settings.mix),
            "mix_file": settings.mix_file,
            "workers": settings.workers,
            "remote": settings.remote,
            "stopped_after_s": self.run.stopped_after_s,
            "plan_sha256": _digest(to_text(self.run.plan)),
            "times_sha256": _digest(repr([arrival.at_ms for arrival in self.run.plan])),
        }

    def _told_document(self) -> dict[str, Any]:
        """Say of each arrival whom its trace blames, if anybody, and which traces were not read."""
        ids = {record.arrival: record.trace_id for record in self.run.records}
        told = {
            number: self.told.explanations[trace_id]
            for number, trace_id in sorted(ids.items())
            if trace_id in self.told.explanations
        }
        blames = {str(number): each.blame for number, each in told.items()}
        return {
            "blamed": {number: in_words(blame) for number, blame in blames.items() if blame},
            "unread": [each.number for each in self.run.plan if each.number not in told],
        }

    def _requests_document(self) -> dict[str, Any]:
        return {
            "arrivals_planned": self.measured.sent.arrivals,
            "arrivals_started": self.measured.sent.started,
            "planned": self.measured.sent.planned,
            "sent": self.measured.sent.sent,
            "left_out": self.measured.sent.left_out,
            "cut_off": sum(map(was_cut_off, self.run.records)),
            "failed": len(self.measured.failures.failed),
            "failed_as_planted": len(self.measured.failures.as_planted),
            "rate": round(self.measured.sent.rate, 3),
        }

    def _latency_document(self) -> dict[str, Any]:
        records = measured(self.run.records)
        by_name = spread_by(records, lambda record: record.name)
        by_scenario = spread_by(records, self.planted.in_request)
        return {
            "all": spread_of(record.latency_ns for record in records).as_document(),
            "from_sent": spread_of(record.took_ns for record in records).as_document(),
            "by_name": {name: spread.as_document() for name, spread in by_name.items()},
            "by_scenario": {name: spread.as_document() for name, spread in by_scenario.items()},
        }

    def _join_document(self) -> dict[str, Any]:
        return {
            "records": self.joined.records,
            "joined": self.joined.joined,
            "took_s": self.joined.took_s,
            "not_sampled": self.joined.not_sampled,
            "problem": self.joined.problem,
            "lost": [each.as_document() for each in self.lost],
            "broken": [each.as_document() for each in self.broken],
        }


def conclude(
    run: Run,
    joined: Joined,
    *,
    limits: Mapping[str, float],
    pages_of: PagesOf,
    circumstances: Circumstances | None = None,
) -> Result:
    """Say what came of a run; limits go by their names in `mix.LIMITS`.

    The doctor is asked, with these circumstances, only if a break of the tracing was planted.
    """
    settings, records = run.settings, run.records
    planted = planted_in(run.plan)
    breaks = broken_on_purpose(planted)
    expected = expected_of(records)
    lost = list_lost(joined, expected, run.events, settings.began_ns)
    broken = list_broken(joined, expected, breaks, settings.began_ns)
    told = read_traces(joined.traces.values(), circumstances if breaks else None)
    found = compare(records, planted, told)
    ramp = _ramp_of(run, planted, joined, told)
    figures = Measured(
        count_sent(run.plan, records, settings, run.stopped_after_s),
        failures_of(records, planted),
        spread_of(record.latency_ns for record in measured(records)),
        lag_of(_to_be_in_time(run, ramp)),
        run.usage,
        run.events,
        found,
        len(lost),
        len(broken),
        run.record_problem,
        run.stopped_after_s,
        ramp.sentence if ramp else "",
    )
    return Result(
        run,
        planted,
        figures,
        joined,
        lost,
        broken,
        told,
        survey(joined.traces[trace_id] for trace_id in expected if trace_id in joined.traces),
        ramp,
        judge(figures, limits),
        pages_of,
    )


def broken_on_purpose(planted: Planted) -> Collection[int]:
    """List the arrivals in which the tracing itself was broken."""
    return {
        number
        for number, name in planted.by_arrival.items()
        if name in SCENARIOS and SCENARIOS[name].finding
    }


def _ramp_of(run: Run, planted: Planted, joined: Joined, told: Told) -> Ramp | None:
    if run.settings.arrivals != RAMP:
        return None
    return climb(
        _steps_of(run),
        run.plan,
        run.records,
        planted,
        frozenset(joined.lost),
        told.explanations,
        run.usage,
    )


def _steps_of(run: Run) -> Sequence[Step]:
    return steps_of(RAMP, run.settings.rate, run.settings.duration_s)


def _to_be_in_time(run: Run, ramp: Ramp | None) -> Sequence[Record]:
    """Leave out of a ramp the steps on which its answer does not rest."""
    if ramp is None:
        return run.records
    return deciding_records(_steps_of(run), run.plan, run.records, ramp)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _lag_document(lag: Spread) -> dict[str, Any]:
    return {"p50": lag.p50, "p99": lag.p99, "max": lag.max}


def _generator_document(usage: Sequence[Usage]) -> dict[str, Any]:
    """Say what the busiest of the generator's processes used; None where that is not known."""
    own = [each for each in usage if is_generator(each.part)]
    return {
        "cpu_share": max((each.cpu_share for each in own), default=None),
        "worst_cpu_share": max((each.worst_cpu_share for each in own), default=None),
    }
