"""What failed, in words: where it began, how far it travelled, what failed besides."""

from collections.abc import Sequence
from dataclasses import replace

from tracing_sandbox.traces.judging.blame import Blame
from tracing_sandbox.traces.judging.culprit import Culprit
from tracing_sandbox.traces.judging.failure import Failure
from tracing_sandbox.traces.judging.wording.figures import listed, share_of
from tracing_sandbox.traces.measuring.analysis import Analysis
from tracing_sandbox.traces.measuring.critical_path import kind_of_rest
from tracing_sandbox.traces.measuring.part import DATABASE_KEYS, first_of, label, part_of
from tracing_sandbox.traces.measuring.reason import (
    HTTP_STATUS_KEYS,
    own_words,
    reason_of,
    shorten,
)
from tracing_sandbox.traces.reading.safe_text import safe_text


def blame_failure(analysis: Analysis, failure: Failure, culprit: Culprit | None = None) -> Blame:
    """Blame the span with which a failure began, or whoever made it fail."""
    at_fault = culprit.span if culprit else failure.origin
    span = analysis.tree.spans[at_fault]
    time_ns = analysis.times.duration(at_fault)
    return Blame(
        kind="error",
        service=span.service,
        operation=span.name,
        target=_called(analysis, at_fault),
        time_ns=time_ns,
        excess_ns=time_ns,
        share=share_of(analysis, min(time_ns, analysis.duration_ns)),
        span=span,
        found=failure,
        headline=_call(analysis, at_fault),
        sentence=_deed(analysis, culprit) + _failure_sentence(analysis, failure),
        went_on=failure.went_on,
    )


def add_failure(analysis: Analysis, blame: Blame, failure: Failure) -> Blame:
    """Say in the sentence of a delay what failed besides."""
    failed = f"{_call(analysis, failure.origin)} failed{_told(analysis, failure.origin)}"
    return replace(blame, sentence=f"{blame.sentence} Besides, {failed}.")


def _deed(analysis: Analysis, culprit: Culprit | None) -> str:
    return f"{_call(analysis, culprit.span)} {culprit.deed}: " if culprit else ""


def _called(analysis: Analysis, index: int) -> str:
    """Name whom a failed call was to; a database is named by the operation already."""
    tree = analysis.tree
    if first_of(tree.spans[index], DATABASE_KEYS):
        return ""
    return part_of(tree, index, kind_of_rest(tree, index), analysis.names).target


def _call(analysis: Analysis, index: int) -> str:
    span, called = analysis.tree.spans[index], _called(analysis, index)
    return label(span.service, span.name) + (f" to {safe_text(called)}" if called else "")


def _failure_sentence(analysis: Analysis, failure: Failure) -> str:
    spans = analysis.tree.spans
    tries = f" {failure.tries} times" if failure.tries > 1 else ""
    sentence = f"{_call(analysis, failure.origin)} failed{tries}{_told(analysis, failure.origin)}"
    names = [label(spans[i].service, spans[i].name) for i in failure.travelled]
    later = names.pop() if failure.went_on else ""
    if names:
        sentence += f", and with it {listed(names)}{_own_reason(analysis, failure)}"
    if later:
        told = _told(analysis, failure.travelled[-1])
        sentence += f"; {later} failed after that{told}"
    if _call(analysis, failure.first) != _call(analysis, failure.origin):
        first = _call(analysis, failure.first)
        sentence += f"; the first to fail was {first}{_told(analysis, failure.first)}"
    return f"{sentence}{_unharmed(analysis, failure, names)}."


def _own_reason(analysis: Analysis, failure: Failure) -> str:
    """Give the words of the topmost span that failed, if it has some of its own."""
    if failure.went_on:
        return ""
    top, below = (analysis.tree.spans[i] for i in (failure.travelled[-1], failure.origin))
    words = own_words(top)
    if not words or words in reason_of(below) or own_words(below) in words:
        return ""
    return f" ({shorten(words)})"


def _told(analysis: Analysis, index: int) -> str:
    reason = reason_of(analysis.tree.spans[index])
    return f" ({reason})" if reason else ""


def _unharmed(analysis: Analysis, failure: Failure, names: Sequence[str]) -> str:
    if analysis.failed:
        return ""
    spans = analysis.tree.spans
    root, origin = spans[analysis.tree.main], spans[failure.origin]
    name = label(root.service, root.name)
    alike = name in (label(origin.service, origin.name), *names)
    status = first_of(root, HTTP_STATUS_KEYS)
    became = f"still answered {safe_text(status)}" if status else "did not fail"
    return f"; {'the whole' if alike else name} {became}"
