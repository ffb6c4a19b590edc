"""Finds where requests fail: by the service in which, or on the way to which, it began."""

from collections.abc import Collection, Sequence
from statistics import median_low

from tracing_sandbox.traces.measuring.kinship import Likeness
from tracing_sandbox.traces.measuring.part import label
from tracing_sandbox.traces.reading.safe_text import safe_text
from tracing_sandbox.traces.surveying.evidence.observation import Observation, Origin
from tracing_sandbox.traces.surveying.evidence.onset import is_new, onset_of
from tracing_sandbox.traces.surveying.findings.finding import Finding, Place

FEWEST = 2
STEADY = 2.0


def find_failing(observations: Sequence[Observation]) -> list[Finding]:
    """Find whose failures made requests fail; those that requests lived with if they are new."""
    services = {part.service for each in observations for part in each.parts}
    by_culprit: dict[str, set[int]] = {}
    for number, observation in enumerate(observations):
        if observation.failure:
            culprit = _culprit(observation.failure, services)
            by_culprit.setdefault(culprit, set()).add(number)
    return [
        _tell(culprit, numbers, observations)
        for culprit, numbers in by_culprit.items()
        if _counts(numbers, observations)
    ]


def _culprit(origin: Origin, services: Collection[str]) -> str:
    """Name who is called if that is a service that reports spans, or else who failed."""
    return origin.target if origin.target in services else origin.service


def _counts(numbers: set[int], observations: Sequence[Observation]) -> bool:
    """Say whether they are to be told: of several, one at least made its request fail."""
    if len(numbers) >= FEWEST and any(observations[number].failed for number in numbers):
        return True
    able = _able(numbers, observations)
    return is_new(onset_of([number in numbers for number in able]), STEADY)


def _able(numbers: set[int], observations: Sequence[Observation]) -> list[int]:
    """List the observations of the same requests, whatever was answered."""
    roots = {observations[number].operation.root for number in numbers}
    return [number for number, each in enumerate(observations) if each.operation.root in roots]


def _tell(
    culprit: str,
    numbers: set[int],
    observations: Sequence[Observation],
) -> Finding:
    touched = [observations[number] for number in sorted(numbers)]
    able = _able(numbers, observations)
    untouched = [observations[n] for n in able if n not in numbers and not observations[n].failed]
    usual = _usual_durations(untouched)
    origins = [each.failure for each in touched if each.failure]
    return Finding(
        _place_of(culprit, origins),
        onset_of([number in numbers for number in able]),
        touched,
        untouched,
        [max(usual.get(each.operation.root, 0), each.duration_ns) for each in touched],
    )


def _usual_durations(observations: Sequence[Observation]) -> dict[Likeness, int]:
    durations: dict[Likeness, list[int]] = {}
    for each in observations:
        durations.setdefault(each.operation.root, []).append(each.duration_ns)
    return {root: median_low(its) for root, its in durations.items()}


def _place_of(culprit: str, origins: Sequence[Origin]) -> Place:
    own = [origin for origin in origins if origin.service == culprit]
    if not own:
        callers = safe_text(", ".join(sorted({origin.service for origin in origins})))
        words = f"calling {safe_text(culprit)} from {callers}"
        return Place("error", culprit, "", "", words, callers)
    operation = _only({origin.operation for origin in own})
    target = _only({origin.target for origin in own})
    calling = f" calling {safe_text(target)}" if target else ""
    return Place("error", culprit, operation, target, f"in {label(culprit, operation)}{calling}")


def _only(names: Collection[str]) -> str:
    """Give the name if there is but one."""
    return next(iter(names)) if len(names) == 1 else ""
