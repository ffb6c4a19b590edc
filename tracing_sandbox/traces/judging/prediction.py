"""What a trace would have been without what is blamed: how long it took, and what is wrong then."""

from dataclasses import dataclass, replace

from tracing_sandbox.traces.judging.baseline import Baseline
from tracing_sandbox.traces.judging.blame import TIMELESS, Blame
from tracing_sandbox.traces.judging.failure import Failure
from tracing_sandbox.traces.judging.habit import cause_of
from tracing_sandbox.traces.judging.judge import judge, judge_delay
from tracing_sandbox.traces.judging.removal import remove
from tracing_sandbox.traces.measuring.analysis import Analysis
from tracing_sandbox.traces.measuring.figures import figure
from tracing_sandbox.traces.measuring.hidden import look_at
from tracing_sandbox.traces.measuring.part import label

# Of the whole; less is said to be no gain.
LEAST_GAIN = 100


@dataclass(frozen=True, slots=True)
class Prediction:
    """How long the whole would have taken `without` what is blamed; `sentence` says so."""

    without: str
    duration_ns: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is to be expected when the blamed thing is mended, and who is to blame next."""

    prediction: Prediction | None = None
    runner_up: Blame | None = None


NOTHING_TO_TELL = Outlook()


def look_ahead(analysis: Analysis, blame: Blame | None, baseline: Baseline | None) -> Outlook:
    """Predict how the same would go without what is blamed.

    It needs healthy traces, which say what is usual, and a trace that lacks no span.
    """
    if blame is None or baseline is None or not analysis.is_complete:
        return NOTHING_TO_TELL
    after = remove(analysis, blame, baseline)
    if blame.kind in TIMELESS or after is None:
        predicted_ns = baseline.usual_whole_ns
    else:
        predicted_ns = after.duration_ns
    return Outlook(
        Prediction(
            label(blame.service, blame.operation),
            predicted_ns,
            _sentence(analysis, blame, predicted_ns),
        ),
        _find_runner_up(blame, after, baseline) if after else None,
    )


def _sentence(analysis: Analysis, blame: Blame, predicted_ns: int) -> str:
    if blame.job:
        return "The request itself did not wait for that."
    if blame.kind in TIMELESS:
        return f"Without that it would have taken {figure(predicted_ns)}, as healthy traces do."
    gain_ns = analysis.duration_ns - predicted_ns
    if gain_ns * LEAST_GAIN < analysis.duration_ns:
        return "Without that it would have taken as long: something else ran beside it."
    return f"Without that it would have taken {figure(predicted_ns)}."


def _find_runner_up(blame: Blame, after: Analysis, baseline: Baseline) -> Blame | None:
    """Judge what is left once the first is gone; what is a part of the first is no second."""
    if isinstance(blame.found, Failure):
        second = judge_delay(after, look_at(after), baseline)
    else:
        second = judge(after, look_at(after), baseline)
    if second is None or (second.job and blame.job) or cause_of(second) == cause_of(blame):
        return None
    if isinstance(second.found, Failure) and not after.times.duration(second.found.origin):
        return None
    return replace(second, sentence=f"Next to it, {second.sentence}")
