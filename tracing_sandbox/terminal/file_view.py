"""Reads a file of traces for a command, and says on stderr what of it could not be used."""

import shlex
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tracing_sandbox.errors import SandboxError, WrongUsageError
from tracing_sandbox.invocation import typed
from tracing_sandbox.terminal.console import ascii_only, err, out
from tracing_sandbox.traces.drawing.trace_list import draw_traces
from tracing_sandbox.traces.explaining.explanation import Explanation
from tracing_sandbox.traces.jaeger.lookup import is_beginning, name_candidates
from tracing_sandbox.traces.reading.fields.identity import TRACE_DIGITS, write_id
from tracing_sandbox.traces.reading.fields.trace_id import BadTraceId, read_trace_id
from tracing_sandbox.traces.reading.safe_text import safe_text
from tracing_sandbox.traces.reading.trace import BadSpan, Note, Reading, Trace
from tracing_sandbox.traces.reading.trace_file import (
    STANDARD_INPUT,
    BadTraceFile,
    NoSuchFile,
    read_trace_file,
)

SHOWN_OF_A_KIND = 3
IDS_SHOWN = 5
MOST_ON_A_TERMINAL = 100
LONGEST_NAME = 300


def read_file(path: Path, *, one: bool = False) -> Reading:
    """Read the traces of a file, saying what of it could not be read or was left out.

    Where `one` of them is shown, it tells by itself what concerns it, and the others are not asked.
    """
    try:
        reading = read_trace_file(path)
    except NoSuchFile as error:
        raise SandboxError(
            str(error),
            "Give the path of a file of traces, or an id of this list: " + typed("traces"),
        ) from error
    except BadTraceFile as error:
        raise SandboxError(
            str(error),
            f"Save one: {typed('trace TRACE_ID --json')} > trace.json, "
            "or curl ADDRESS_OF_JAEGER/api/v3/traces/TRACE_ID -o trace.json",
        ) from error
    for line in reports_on(reading, one=one):
        err.print(line, soft_wrap=True)
    if not reading.traces:
        named = safe_text(str(path), LONGEST_NAME)
        raise SandboxError(f"No span in {named} could be read.", "See above what was expected.")
    return reading


def reports_on(reading: Reading, *, one: bool = False) -> Iterator[str]:
    """Yield what is to be said of a reading: three reports of each kind, and how many more.

    A trace that is shown alone tells by itself what was wrong with its spans.
    """
    is_told = one or len(reading.traces) == 1
    yield from _counted("Left out: ", reading.bad_spans if is_told else reading.all_bad_spans)
    yield from _counted("Note: ", reading.notes if is_told else reading.all_notes)
    if reading.passed_over:
        (signal, count), *others = reading.passed_over.items()
        more = "".join(f" and {count} of {signal}" for signal, count in others)
        yield f"{count} records of {signal}{more} passed over."


def _counted(lead: str, found: Iterable[BadSpan | Note]) -> Iterator[str]:
    kinds: dict[str, dict[str, None]] = {}
    for each in found:
        kinds.setdefault(f"{each.kind} {each.fault.partition(' ')[0]}", {})[each.sentence] = None
    for sentences in kinds.values():
        shown = list(sentences)[:SHOWN_OF_A_KIND]
        yield from (f"{lead}{sentence}" for sentence in shown)
        if len(sentences) > len(shown):
            yield f"{lead}and {len(sentences) - len(shown):,} more of this kind."


def one_of_file(path: Path, wanted: str | None, option: str) -> Trace:
    """Return the trace of a file that is wanted, or the first, saying how to choose another."""
    if wanted is not None:
        traces = read_file(path, one=True).traces
        ids = [trace.trace_id for trace in traces]
        return traces[ids.index(find_id(wanted, ids, str(path)))]
    first, *others = read_file(path).traces
    if others:
        told = f"{path} holds {len(others) + 1} traces; the first is taken, {first.trace_id}."
        another = f"Another: {option} {quoted(others[0].trace_id)}"
        err.print(f"{safe_text(told, 2 * LONGEST_NAME)} {another}", soft_wrap=True)
    return first


def find_id(given: str, ids: Sequence[str], file: str) -> str:
    """Return which of these ids is meant: given in any form, or by its first digits.

    Raises SandboxError where none is, WrongUsageError where several are.
    """
    digits = _digits_in(given)
    for form in (given, given.strip(), write_id(given, TRACE_DIGITS), digits.zfill(TRACE_DIGITS)):
        if form in ids:
            return form
    alike = [each for each in ids if given and safe_text(each) == safe_text(given)]
    if is_beginning(digits):
        alike = alike or [each for each in ids if each.startswith(digits)]
    if len(alike) == 1:
        return alike[0]
    if alike:
        raise WrongUsageError(name_candidates(digits, alike), "Give more digits, or one of these.")
    some = ", ".join(safe_text(each) for each in ids[:IDS_SHOWN])
    more = f" and {len(ids) - IDS_SHOWN:,} more" if len(ids) > IDS_SHOWN else ""
    raise SandboxError(
        f"{safe_text(file, LONGEST_NAME)} holds no trace {safe_text(given)}.",
        f"It holds {some}{more}.",
    )


def _digits_in(given: str) -> str:
    """Return the digits of an id in any form; empty if it has none."""
    try:
        return read_trace_id(given)
    except BadTraceId:
        return ""


def show_list(explanations: Sequence[Explanation], file: str) -> None:
    """Print the traces of a file, each with its answer in short, and how to open one."""
    most = MOST_ON_A_TERMINAL if out.is_terminal else len(explanations)
    out.print(draw_traces(explanations[:most], out.width, ascii_only=ascii_only()), end="")
    if len(explanations) > most:
        out.print(f"and {len(explanations) - most:,} more, which --json prints")
    if file == str(STANDARD_INPUT):
        out.print(
            f"\nTo open one, save them in a file: {typed('trace FILE --id ID')}", soft_wrap=True
        )
        return
    command = typed(f"trace {quoted(file)}")
    out.print(f"\nOpen one: {command} --id {quoted(explanations[0].trace_id)}", soft_wrap=True)
    out.print(f"The slowest: {command} --slowest", soft_wrap=True)


def quoted(text: str) -> str:
    """Quote a text for a shell; what is not seen in it is written as an escape."""
    if safe_text(text, len(text)) == text:
        return shlex.quote(text)
    seen = "".join(char if _is_plain(char) else _escaped(char) for char in text)
    return f"$'{seen}'"


def _is_plain(char: str) -> bool:
    return char not in "\\'" and safe_text(char) == char


def _escaped(char: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in char.encode("utf-8", "surrogateescape"))
