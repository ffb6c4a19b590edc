"""An explanation as JSON-ready values: the shape that every `--json` prints."""

from typing import Any

from tracing_sandbox.traces.explaining.explanation import Explanation, PathSegment
from tracing_sandbox.traces.explaining.moment import rfc3339
from tracing_sandbox.traces.judging.blame import Blame
from tracing_sandbox.traces.judging.problem import Problem
from tracing_sandbox.traces.measuring.figures import milliseconds
from tracing_sandbox.traces.measuring.row import Row
from tracing_sandbox.traces.reading.span import Event, Link, Span


def explanation_document(explanation: Explanation) -> dict[str, Any]:
    """Write a whole explanation; times are milliseconds, starts those since the root's start.

    It holds all that a span has, so that `reading.formats.explanation` can read the trace back.
    What is empty or false on most spans is written only where it is not.
    """
    root = explanation.root
    return {
        "trace_id": explanation.trace_id,
        "complete": explanation.complete,
        "start_time": rfc3339(explanation.start_ns),
        "duration_ms": milliseconds(explanation.duration_ns),
        "span_count": len(explanation.rows),
        "services": list(explanation.services),
        "root": {"service": root.service, "name": root.name},
        "critical_path": [_segment_document(segment) for segment in explanation.path],
        "answer": explanation.answer,
        "blame": _blame_document(explanation.blame) if explanation.blame else None,
        "prediction": _prediction_document(explanation),
        "runner_up": _blame_document(explanation.runner_up) if explanation.runner_up else None,
        "compared_with": explanation.compared_with,
        "rule": explanation.rule,
        "problems": [_problem_document(problem) for problem in explanation.problems],
        "spans": [_row_document(row) for row in explanation.rows],
    }


def summary_document(explanation: Explanation) -> dict[str, Any]:
    """Write an explanation without its path and spans, for a list of traces."""
    root = explanation.root
    return {
        "trace_id": explanation.trace_id,
        "complete": explanation.complete,
        "start_time": rfc3339(explanation.start_ns),
        "duration_ms": milliseconds(explanation.duration_ns),
        "span_count": len(explanation.rows),
        "error_count": explanation.error_count,
        "services": list(explanation.services),
        "root": {"service": root.service, "name": root.name},
        "answer": explanation.answer,
        "blame": _blame_document(explanation.blame) if explanation.blame else None,
    }


def _segment_document(segment: PathSegment) -> dict[str, Any]:
    return {
        "span_id": segment.span.span_id,
        "service": segment.span.service,
        "name": segment.span.name,
        "kind": segment.kind,
        "start_ms": milliseconds(segment.start_ns),
        "end_ms": milliseconds(segment.end_ns),
        "certain": segment.certain,
    }


def _blame_document(blame: Blame) -> dict[str, Any]:
    return {
        "service": blame.service,
        "operation": blame.operation,
        "target": blame.target or None,
        "kind": blame.kind,
        "time_ms": milliseconds(blame.time_ns),
        "excess_ms": milliseconds(blame.excess_ns),
        "share": blame.share,
        "certain": blame.certain,
        "favours": blame.favours or None,
        "sentence": blame.sentence,
    }


def _prediction_document(explanation: Explanation) -> dict[str, Any] | None:
    prediction = explanation.prediction
    if prediction is None:
        return None
    return {
        "without": prediction.without,
        "duration_ms": milliseconds(prediction.duration_ns),
        "sentence": prediction.sentence,
    }


def _problem_document(problem: Problem) -> dict[str, Any]:
    return {
        "rule": problem.rule,
        "hop": problem.hop,
        "span_id": problem.span_id,
        "sentence": problem.sentence,
    }


def _row_document(row: Row) -> dict[str, Any]:
    span = row.span
    return {
        "span_id": span.span_id,
        "parent_id": span.parent_id,
        "service": span.service,
        "name": span.name,
        "kind": span.kind,
        "start_ms": milliseconds(row.start_ns),
        "duration_ms": milliseconds(row.duration_ns),
        "self_ms": milliseconds(row.self_ns),
        "error": span.error,
        "attributes": dict(span.attributes),
        **{key: value for key, value in _rarer_fields(row).items() if value},
        **_parent_fields(span),
    }


def _rarer_fields(row: Row) -> dict[str, Any]:
    span = row.span
    return {
        "status_message": span.status_message,
        "status_unknown": span.status_unknown,
        "unfinished": span.unfinished,
        "clock_shift_ms": milliseconds(row.shift_ns),
        "events": [_event_document(event) for event in span.events],
        "links": [_link_document(link) for link in span.links],
        "resource": dict(span.resource),
    }


def _parent_fields(span: Span) -> dict[str, Any]:
    if span.parent_is_remote is None:
        return {}
    return {"parent_is_remote": span.parent_is_remote}


def _event_document(event: Event) -> dict[str, Any]:
    return {
        "name": event.name,
        "time": rfc3339(event.time_ns),
        "attributes": dict(event.attributes),
    }


def _link_document(link: Link) -> dict[str, Any]:
    return {
        "trace_id": link.trace_id,
        "span_id": link.span_id,
        "attributes": dict(link.attributes),
    }
