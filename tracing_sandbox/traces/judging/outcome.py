"""What became of a request: what it answered, and who took part; `peer` compares only the like."""

from typing import NamedTuple

from tracing_sandbox.traces.measuring.analysis import Analysis
from tracing_sandbox.traces.measuring.part import call_of, first_of
from tracing_sandbox.traces.measuring.reason import HTTP_STATUS_KEYS
from tracing_sandbox.traces.measuring.tree import NOBODY
from tracing_sandbox.traces.reading.span import Span


class Outcome(NamedTuple):
    """What became of a request: what the root answered, and who took part.

    `status` is the root's, and behind it that of a call within that was refused.
    """

    status: str
    services: frozenset[str]

    @property
    def was_refused(self) -> bool:
        """Say whether the root answered that the request was at fault (4xx)."""
        return is_refusal(self.status)


def is_comparable(own: Outcome, other: Outcome, *, failed: bool) -> bool:
    """Say whether it is known of another outcome of the same operation how long this may take.

    A refusal says nothing of an order, nor an answer from a cache of one that was worked for: the
    status is the same, and everybody who took part here did there too. One that failed compares
    with any that did not.
    """
    if not other.services >= own.services:
        return False
    return not other.was_refused if failed else other.status == own.status


def outcome_of(analysis: Analysis) -> Outcome:
    """Say what became of the request, as far as the trace tells."""
    status, within = status_of(analysis), refused_within(analysis)
    if within is not None:
        status = f"{status} {first_of(within, HTTP_STATUS_KEYS)}".strip()
    return Outcome(status, frozenset({span.service for span in analysis.tree.spans}))


def status_of(analysis: Analysis) -> str:
    """Give the HTTP status that the explained root answered with; empty if it tells none."""
    return first_of(analysis.tree.spans[analysis.tree.main], HTTP_STATUS_KEYS)


def refused_within(analysis: Analysis) -> Span | None:
    """Find the first call that was refused (4xx) beneath a root that was not, and did not fail.

    A form that is shown again answers 303 or 200; what it asked for was refused all the same. A
    call that was made again, and not refused then, got what it asked for.
    """
    if analysis.failed or is_refusal(status_of(analysis)):
        return None
    tree = analysis.tree
    refused = [
        tree.spans[index]
        for index in tree.main_order
        if _is_refused(tree.spans[index]) and not _was_granted_later(analysis, index)
    ]
    answered = (span for span in refused if span.kind == "server")
    return next(answered, refused[0] if refused else None)


def _was_granted_later(analysis: Analysis, index: int) -> bool:
    """Say whether a like call, made after this one was refused, was not."""
    tree, times = analysis.tree, analysis.times
    call = index if tree.spans[index].kind == "client" else tree.parents[index]
    caller = NOBODY if call == NOBODY else tree.parents[call]
    if caller == NOBODY:
        return False
    return any(
        times.starts[other] >= times.ends[call]
        and call_of(tree.spans[other]) == call_of(tree.spans[call])
        and not (tree.spans[other].error or _is_refused(tree.spans[other]))
        for other in tree.children[caller]
    )


def _is_refused(span: Span) -> bool:
    return span.kind in ("server", "client") and is_refusal(first_of(span, HTTP_STATUS_KEYS))


def is_refusal(status: str) -> bool:
    """Say whether a status says that the request was at fault (4xx)."""
    return len(status) == len("404") and status.startswith("4")
