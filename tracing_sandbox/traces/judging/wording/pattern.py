"""What is done again and again, put off, or left out, in words."""

from tracing_sandbox.traces.judging.baseline import Baseline
from tracing_sandbox.traces.judging.blame import Blame
from tracing_sandbox.traces.judging.missing import Missing
from tracing_sandbox.traces.judging.repetition import Repetition
from tracing_sandbox.traces.judging.unawaited import Unawaited
from tracing_sandbox.traces.judging.wording.figures import count_of, listed, share_of
from tracing_sandbox.traces.measuring.analysis import Analysis
from tracing_sandbox.traces.measuring.figures import figure
from tracing_sandbox.traces.measuring.part import DATABASE_KEYS, first_of, label


def blame_repetition(analysis: Analysis, run: Repetition) -> Blame:
    """Blame many calls one after another."""
    spans = analysis.tree.spans
    span = spans[run.longest]
    parent = spans[analysis.tree.parents[run.longest]]
    return Blame(
        kind="repetition",
        service=span.service,
        operation=span.name,
        target="",
        time_ns=run.time_ns,
        excess_ns=run.time_ns,
        share=share_of(analysis, run.time_ns),
        span=span,
        found=run,
        headline=f"in {_rounds(analysis, run, span.service)}, one after another",
        sentence=(
            f"{label(parent.service, parent.name)} made {_rounds(analysis, run, '')} "
            f"one after another: {figure(run.time_ns)}."
        ),
    )


def _rounds(analysis: Analysis, run: Repetition, service: str) -> str:
    names = [label("", analysis.tree.spans[index].name) for index in run.body]
    if len(names) == 1:
        return f"{run.count} {_noun(analysis, run)} {label(service, names[0])}"
    if len(set(run.counts)) > 1:
        names = [f"{count} {name}" for count, name in zip(run.counts, names, strict=True)]
    return f"the same {len(names)} calls {run.count} times ({listed(names)})"


def _noun(analysis: Analysis, run: Repetition) -> str:
    span = analysis.tree.spans[run.longest]
    if first_of(span, DATABASE_KEYS):
        return "queries"
    return "calls" if span.kind == "client" else "runs of"


def blame_missing(analysis: Analysis, missing: Missing, baseline: Baseline) -> Blame:
    """Blame an early end: the first call that was left out."""
    service, _, name = missing.operation
    above = analysis.tree.spans[missing.above]
    caller, left_out = label(above.service, above.name), label(service, name)
    return Blame(
        kind="missing",
        service=service,
        operation=name,
        target="",
        time_ns=0,
        excess_ns=0,
        share=None,
        span=above,
        found=missing,
        headline=f"{caller} ended without {left_out}",
        sentence=(
            f"{caller} ended without {left_out}, which {count_of(baseline)} all have; "
            f"{missing.spans} of {missing.usual_spans} usual spans are not there. "
            "Either they were left out, or their spans are lost."
        ),
        certain=False,
    )


def blame_unawaited(analysis: Analysis, unawaited: Unawaited, baseline: Baseline) -> Blame:
    """Blame an answer before its time: whoever did not wait for what is usually waited for."""
    spans = analysis.tree.spans
    left, usual = spans[unawaited.span], spans[unawaited.usual]
    above = spans[analysis.tree.parents[unawaited.span]]
    caller, work = label(above.service, above.name), label("", left.name)
    inner = "" if usual is left else f" with {label(usual.service, usual.name)} in it"
    return Blame(
        kind="unawaited",
        service=above.service,
        operation=above.name,
        target="",
        time_ns=unawaited.late_ns,
        excess_ns=0,
        share=None,
        span=left,
        found=unawaited,
        headline=f"{caller} did not wait for {work}",
        sentence=(
            f"{caller} did not wait for {work}{inner}, as {count_of(baseline)} all do; it ended "
            f"{figure(unawaited.late_ns)} after the answer."
        ),
    )
