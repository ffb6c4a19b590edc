"""Two runs beside each other: what changed, and whether that is more than noise."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tracing_sandbox.load.judging.asked import what_differs
from tracing_sandbox.load.measuring.latency import PERCENTILES, rank_of
from tracing_sandbox.load.measuring.planted import measured
from tracing_sandbox.load.recording.record import Record
from tracing_sandbox.traces.measuring.figures import MILLISECOND, SECOND

# Requests of one second share its stalls, so whole seconds are drawn again: a block bootstrap
# (Kuensch 1989, Annals of Statistics 17:1217-1241), with percentile intervals (Efron 1979).
RESAMPLES = 1_000
SEED = 1989
CONFIDENCE = 95.0
ALL = "all"
COUNTED = (
    ("requests failed", ("requests", "failed")),
    ("traces lost", ("join", "lost")),
    ("traces broken", ("join", "broken")),
    ("healthy blamed", ("found", "healthy_blamed")),
    ("of these, the record agrees", ("found", "borne_out")),
    ("share found", ("found", "found_share")),
)

Times = NDArray[np.int64]


@dataclass(frozen=True)
class Change:
    """One percentile of one kind of request in both runs, in milliseconds.

    `low_ms` to `high_ms` is where 95 of 100 differences lie that seconds drawn again give.
    """

    name: str
    of: str
    before_ms: float
    now_ms: float
    low_ms: float
    high_ms: float

    @property
    def is_noise(self) -> bool:
        """Say whether the difference may as well be none."""
        return self.low_ms <= 0 <= self.high_ms

    @property
    def sentence(self) -> str:
        """Say it in words."""
        difference = self.now_ms - self.before_ms
        noise = f"{self.low_ms:+.1f} to {self.high_ms:+.1f} ms"
        told = "within the noise" if self.is_noise else "more than noise"
        return f"{self.of} of {self.name}: {difference:+.1f} ms, {told} ({noise})."

    def as_document(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {**asdict(self), "noise": self.is_noise, "sentence": self.sentence}


def compare_runs(
    document: Mapping[str, Any],
    records: Sequence[Record],
    began_ns: int,
    before: Mapping[str, Any],
    before_records: Sequence[Record],
    before_began_ns: int,
) -> dict[str, Any]:
    """Say what changed since another run; `differs` says where the two were asked differently.

    Runs of different mixes or rates are not set beside each other: `changes` is empty then.
    `doubts` say what keeps a run from being compared well, such as that it was stopped. `same_told`
    says of how many arrivals the traces say the same; None where the plans are not the same.
    """
    differs = list(what_differs(before["run"], document["run"]))
    changes = (
        [] if differs else list(changes_of((before_records, before_began_ns), (records, began_ns)))
    )
    doubts = [*doubts_of(before, str(before["run"]["id"])), *doubts_of(document, "this run")]
    same_told = compare_told(before, document)
    return {
        "run": before["run"]["id"],
        "comparable": not differs,
        "differs": differs,
        "doubts": doubts,
        "same_told": same_told,
        "changes": [change.as_document() for change in changes],
        "counts": [
            {"name": name, "before": _count(before, path), "now": _count(document, path)}
            for name, path in COUNTED
        ],
        "sentence": " ".join(
            [
                _summary(differs, changes, str(before["run"]["id"])),
                *([_in_words(same_told)] if same_told else []),
                *doubts,
            ]
        ),
    }


def doubts_of(document: Mapping[str, Any], run: str) -> Iterator[str]:
    """Say what keeps a run from being compared well."""
    stopped_s = document["run"]["stopped_after_s"]
    begin = f"{run[:1].upper()}{run[1:]}"
    if not document["verdict"]["valid"]:
        yield f"{begin} is not valid."
    if stopped_s is not None:
        yield f"{begin} was stopped after {stopped_s:.1f} s."


def compare_told(
    before: Mapping[str, Any], document: Mapping[str, Any]
) -> Mapping[str, int] | None:
    """Count the arrivals of which both runs' traces were read, and those that say the same.

    That is the same service, operation and kind of blame, or nothing in both. None where the runs
    had not the same plan, or an earlier result does not say what its traces did.
    """
    was, isnow = before.get("told"), document.get("told")
    plans = [each["run"].get("plan_sha256") for each in (before, document)]
    if was is None or isnow is None or plans[0] is None or plans[0] != plans[1]:
        return None
    unread = {*was["unread"], *isnow["unread"]}
    arrivals = [
        number for number in range(document["requests"]["arrivals_planned"]) if number not in unread
    ]
    same = sum(
        was["blamed"].get(str(number)) == isnow["blamed"].get(str(number)) for number in arrivals
    )
    return {"arrivals": len(arrivals), "same": same}


def _in_words(same_told: Mapping[str, int]) -> str:
    same, arrivals = same_told["same"], same_told["arrivals"]
    return (
        f"The plan is the same, and the traces of {same:,} of {arrivals:,} arrivals say the same."
    )


def _count(document: Mapping[str, Any], path: Sequence[str]) -> float | None:
    value: Any = document
    for key in path:
        value = value.get(key)
    return len(value) if isinstance(value, list) else value


def _summary(differs: Sequence[str], changes: Sequence[Change], run: str) -> str:
    if differs:
        return f"Not compared with {run}, as these differ: {'; '.join(differs)}."
    told = [change for change in changes if not change.is_noise]
    if not told:
        return f"Nothing changed since {run} beyond the noise."
    of_all = [change.sentence for change in told if change.name == ALL]
    lead = " ".join(of_all) or "of all requests nothing changed beyond the noise."
    return f"Since {run}: {lead}{_by_name(changes, told)}"


def _by_name(changes: Sequence[Change], told: Sequence[Change]) -> str:
    """Say how many figures of single names changed; of so many some do by chance."""
    compared = sum(change.name != ALL for change in changes)
    changed = sum(change.name != ALL for change in told)
    if not changed:
        return ""
    chance = compared * (100 - CONFIDENCE) / 100
    return f" By name {changed} of {compared} figures did; by chance {chance:.2g} would."


def changes_of(
    before: tuple[Sequence[Record], int], now: tuple[Sequence[Record], int]
) -> Iterator[Change]:
    """Compare all requests, and those of each name that both runs have."""
    before, now = ((measured(records), began_ns) for records, began_ns in (before, now))
    names = {record.name for record in before[0]} & {record.name for record in now[0]}
    for name in (ALL, *sorted(names)):
        was, isnow = _by_second(*before, name), _by_second(*now, name)
        if was and isnow:
            yield from _compare(name, was, isnow)


def _by_second(records: Sequence[Record], began_ns: int, name: str) -> list[Times]:
    """Give the latencies of each second of a run, by when requests were meant to start."""
    seconds: dict[int, list[int]] = {}
    for record in records:
        if name in (ALL, record.name):
            second = (record.intended_ns - began_ns) // SECOND
            seconds.setdefault(second, []).append(record.latency_ns)
    return [np.array(seconds[second], dtype=np.int64) for second in sorted(seconds)]


def _compare(name: str, was: Sequence[Times], isnow: Sequence[Times]) -> Iterator[Change]:
    chance, both = np.random.default_rng(SEED), (was, isnow)
    drawn_was = resample(was, chance)
    drawn_now = resample(isnow, chance)
    for column, (of, percent) in enumerate(PERCENTILES.items()):
        differences = drawn_now[:, column] - drawn_was[:, column]
        low, high = np.percentile(differences, [(100 - CONFIDENCE) / 2, (100 + CONFIDENCE) / 2])
        before_ms, now_ms = (round(_percentile(each, percent) / MILLISECOND, 3) for each in both)
        low_ms, high_ms = (round(float(each) / MILLISECOND, 3) for each in (low, high))
        yield Change(name, of, before_ms, now_ms, low_ms, high_ms)


def _percentile(seconds: Sequence[Times], percent: float) -> int:
    times = np.concatenate(seconds)
    rank = rank_of(len(times), percent)
    return int(np.partition(times, rank)[rank])


def resample(seconds: Sequence[Times], chance: np.random.Generator) -> NDArray[np.float64]:
    """Draw whole seconds again and again: a row of percentiles for each time."""
    rows = np.empty((RESAMPLES, len(PERCENTILES)))
    for number in range(RESAMPLES):
        drawn = chance.integers(0, len(seconds), len(seconds))
        times = np.concatenate([seconds[each] for each in drawn])
        ranks = [rank_of(len(times), each) for each in PERCENTILES.values()]
        rows[number] = np.partition(times, ranks)[ranks]
    return rows
