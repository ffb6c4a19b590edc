"""Draws what the doctor found: each kind of problem once, its evidence, its mend, and the score."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from tracing_sandbox.doctor.diagnosis import Diagnosis
from tracing_sandbox.doctor.finding import Finding
from tracing_sandbox.doctor.joining import Joint
from tracing_sandbox.doctor.score import Score
from tracing_sandbox.invocation import typed
from tracing_sandbox.traces.drawing import ink
from tracing_sandbox.traces.measuring.part import label

NARROWEST = 60
INDENT = "   "
CODE_INDENT = "      "
IMPACTS = ("critical", "important", "normal", "low")
SHOWN_EVIDENCE = 6
SHOWN_TRACES = 2


def draw_diagnosis(diagnosis: Diagnosis, width: int = 80, *, ascii_only: bool = False) -> Text:
    """Draw all of it in `width` columns, at least 60."""
    shapes = ink.shapes_for(ascii_only=ascii_only)
    width = max(width, NARROWEST)
    drawing = Text(no_wrap=True, overflow="ignore", end="")
    drawing.append(ink.wrap(answer_of(diagnosis), width, shapes), style="bold")
    for number, alike in enumerate(group_findings(diagnosis.findings), start=1):
        _write_group(drawing, number, alike, width, shapes)
    if diagnosis.joined:
        drawing.append("\nParts that belong together\n", style=ink.QUIET_STYLE)
    for joint in diagnosis.joined:
        drawing.append(_indented(_say_joint(joint), width, shapes))
    drawing.append("\n")
    for line in say_score(diagnosis.score):
        drawing.append(ink.wrap(line, width, shapes), style=ink.QUIET_STYLE)
    return drawing


def answer_of(diagnosis: Diagnosis) -> str:
    """Say in a sentence whether the tracing is healthy."""
    traces = _count(len(diagnosis.trace_ids), "trace")
    learnt = f" What is usual was learnt from {_count(diagnosis.learnt_from, 'healthy trace')}."
    if diagnosis.is_healthy:
        return f"Healthy: nothing is wrong with the tracing of {traces}.{learnt}"
    kinds = _count(len(group_findings(diagnosis.findings)), "problem")
    return f"{kinds} in {traces}, of which {len(diagnosis.healthy_ids)} healthy.{learnt}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def group_findings(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Put together what is alike, what weighs most and is most frequent first."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.rule, finding.where), []).append(finding)
    return sorted(groups.values(), key=lambda alike: (IMPACTS.index(alike[0].impact), -len(alike)))


def _write_group(
    drawing: Text, number: int, alike: Sequence[Finding], width: int, shapes: ink.Shapes
) -> None:
    first = alike[0]
    times = f", {len(alike)} times" if len(alike) > 1 else ""
    title = f"{first.rule} at {first.where} ({first.confidence}{times})"
    drawing.append(f"\n{number:<{len(INDENT)}}", style="yellow")
    drawing.append(_indented(title, width, shapes)[len(INDENT) :], style="yellow")
    for line in (first.sentence, *_evidence(first), *_opened_by(alike)):
        drawing.append(_indented(line, width, shapes))
    drawing.append(f"{INDENT}Mend:\n")
    for line in first.mend.splitlines():
        code = f"{CODE_INDENT}{ink.for_terminal(line, shapes)}".rstrip()
        drawing.append(f"{code}\n", style="green")


def _evidence(finding: Finding) -> Iterator[str]:
    for line in finding.evidence[:SHOWN_EVIDENCE]:
        yield f"- {line}"
    if len(finding.evidence) > SHOWN_EVIDENCE:
        yield f"- and {len(finding.evidence) - SHOWN_EVIDENCE} more, which --json prints"


def _opened_by(alike: Sequence[Finding]) -> Iterator[str]:
    ids = list(dict.fromkeys(trace_id for each in alike for trace_id in each.trace_ids))
    for trace_id in ids[:SHOWN_TRACES]:
        yield f"See it: {typed(f'trace {trace_id}')}"
    if len(ids) > SHOWN_TRACES:
        yield f"and {_count(len(ids) - SHOWN_TRACES, 'more trace')}"


def _indented(text: str, width: int, shapes: ink.Shapes) -> str:
    wrapped = ink.wrap(text, width - len(INDENT), shapes)
    return "".join(f"{INDENT}{line}\n" for line in wrapped.splitlines())


def _say_joint(joint: Joint) -> str:
    call, part = joint.call, joint.part
    return (
        f"Trace {part.trace_id} ({label(part.service, part.name)}) goes on where "
        f"{label(call.service, call.name)} ends in trace {call.trace_id}: {joint.by} "
        f"({joint.confidence})."
    )


def say_score(score: Score) -> Iterator[str]:
    """Say the score and what it is made of."""
    kept = sum(row.is_kept for row in score.rows)
    yield (
        f"Instrumentation Score: {score.value:g} of 100, {score.category}; {kept} of "
        f"{len(score.rows)} rules that traces can tell are kept."
    )
    for row in score.rows:
        for breach in row.breaches:
            says = f"{row.rule.id} ({row.rule.impact}), {row.rule.says}"
            yield f"{says}: not so in {breach.service}, {breach.shown}"
