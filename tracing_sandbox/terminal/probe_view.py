"""Shows what a probe found: a row for each canary, a column for each service on the way."""

from collections.abc import Sequence

from rich.table import Table

from tracing_sandbox.doctor.probes.canary import draw_canaries
from tracing_sandbox.doctor.probes.change import Change, is_anyway
from tracing_sandbox.doctor.probes.probing import Probe
from tracing_sandbox.doctor.probes.request import Request
from tracing_sandbox.doctor.probes.sending import Sent
from tracing_sandbox.doctor.probes.visit import Visit
from tracing_sandbox.terminal.console import err, out
from tracing_sandbox.traces.reading.safe_text import safe_text

LONGEST_NAME = 40
MOST_NAMED = 3
UNKNOWN = "nothing arrived"
LEGEND = (
    "same id: it went on with the trace that it was given. new id: it began one of its own, as it "
    "must where it was given none."
)


def announce(request: Request) -> None:
    """Say what is about to be sent, before it is."""
    count = len(draw_canaries())
    said = f"Sending {count} real requests: {request.method} {request.url}"
    err.print(safe_text(said, longest=len(said) + 1), soft_wrap=True)


def show_probe(probe: Probe) -> None:
    """Print the table, and below it what changes at which hop."""
    out.print(draw_probe(probe))
    out.print()
    for sentence in sentences(probe):
        out.print(safe_text(sentence, longest=len(sentence) + 1), soft_wrap=True)


def draw_probe(probe: Probe) -> Table:
    """Draw the table."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Canary")
    table.add_column("Answer", no_wrap=True)
    for service in probe.services:
        table.add_column(safe_text(service, longest=LONGEST_NAME), overflow="fold")
    for sent, visits in zip(probe.sent, probe.visits, strict=True):
        table.add_row(sent.canary.name, answer_of(sent), *(cell(sent, each) for each in visits))
    return table


def answer_of(sent: Sent) -> str:
    """Write how a canary was answered."""
    return str(sent.status) if sent.status else sent.failure


def cell(sent: Sent, visit: Visit) -> str:
    """Write what became of a canary in one service."""
    if not visit.recorded:
        return UNKNOWN if visit.identity == "unknown" else visit.identity
    anyway = ", sampled anyway" if is_anyway(sent.canary, visit) else ""
    baggage = {None: "", "cannot be seen": ", baggage cannot be seen"}.get(
        visit.baggage, f", baggage {visit.baggage}"
    )
    return f"{visit.identity}{anyway}{baggage}"


def sentences(probe: Probe) -> Sequence[str]:
    """Say what the table shows."""
    if probe.reached_nothing:
        return [
            "No span of any canary arrived in Jaeger: the system does not report to it, or not in "
            "time.",
        ]
    changes = [f"{change.hop}: {change.sentence} ({shown_by(change)})" for change in probe.changes]
    return [LEGEND, *(changes or ["Nothing changes on the way that should not."]), *b3_said(probe)]


def shown_by(change: Change) -> str:
    """Say which canaries show a change, or how many do."""
    count = len(change.canaries)
    return ", ".join(change.canaries) if count <= MOST_NAMED else f"{count} canaries"


def b3_said(probe: Probe) -> Sequence[str]:
    """Say whether the first service reads B3."""
    read = [
        visits[0].identity == "same id"
        for sent, visits in zip(probe.sent, probe.visits, strict=True)
        if sent.canary.name.startswith("B3") and visits and visits[0].recorded
    ]
    if not read:
        return []
    first = probe.services[0]
    return [f"{first} reads B3." if all(read) else f"{first} does not read B3, but begins anew."]
