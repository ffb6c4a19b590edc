"""Writes one scenario out: what is felt, seen and learnt of it, and its code on both sides."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from tracing_sandbox.faults.catalogue.scenario import Scenario
from tracing_sandbox.faults.code import Passage, read_code
from tracing_sandbox.invocation import typed

UNTOUCHED = "Nothing: the service's own way is the mended one."
NOT_FELT = "nothing: the request is served as ever"


def write_scenario(scenario: Scenario) -> Text:
    """Write all that there is to read of a scenario."""
    text = Text()
    text.append(f"{scenario.title}", "bold").append(f"  ({scenario.name})\n\n")
    for heading, words in describe(scenario):
        text.append(f"{heading}: ", "bold").append(f"{words}\n")
    code = read_code(scenario)
    write_side(text, "Broken", code.broken)
    write_side(text, "Mended", code.mended)
    text.append(f"\nIts file: {code.file}\n")
    text.append(f"Try it:   {typed(f'scenarios run {scenario.name}')}\n")
    text.append(f"Mended:   {typed(f'scenarios run {scenario.name} --mended')}\n")
    return text


def describe(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Say of each field what it holds, in words."""
    yield "Where", f"{scenario.acts_in}, {scenario.acts_at}"
    yield "Felt", NOT_FELT if scenario.felt == "nothing" else scenario.felt
    if scenario.delay_ms:
        least, most = scenario.delay_ms
        yield "Delay", f"drawn for each request from {least:g} to {most:g} ms (--delay-ms)"
    yield "A user notices", scenario.notices
    yield "The trace shows", scenario.shows
    yield "It teaches", scenario.teaches
    yield "The mend", scenario.mend
    yield "What must be named", what_is_named(scenario)


def what_is_named(scenario: Scenario) -> str:
    """Say what an explanation must blame, or the doctor must find."""
    if scenario.blame:
        expected = scenario.blame
        operation, kind = " or ".join(expected.operation), " or ".join(expected.kind)
        return f"{f'{expected.service} {operation}'.strip()} ({kind})"
    return f"{scenario.finding.rule} at {scenario.finding.hop}" if scenario.finding else ""


def write_side(text: Text, heading: str, passages: Sequence[Passage]) -> None:
    """Write the functions of one side, each below what it stands around."""
    text.append(f"\n{heading}\n", "bold")
    if not passages:
        text.append(f"{UNTOUCHED}\n")
    for passage in passages:
        text.append(f"# around {', '.join(passage.places)}\n", "dim")
        text.append(f"{passage.source}\n\n" if passage is not passages[-1] else passage.source)
        text.append("\n" if passage is passages[-1] else "")
