"""The page docs/one-order.md taken apart: its stops, what to read there, and the spans it tells of.

A span is told as `(service, kind, name, parent)`, the parent as `service name`, the root's as "".
"""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tracing_sandbox.settings import PROJECT
from tracing_sandbox.traces.reading.trace import Trace

PAGE = PROJECT / "docs" / "one-order.md"
STOP = re.compile(r"^### (\d+)\. .+$", re.MULTILINE)
READING = re.compile(r"^File: \[(?P<file>[^]]+)\]\((?P<link>.+)\)\n\nRead: (?P<names>.+)$", re.M)
ROW = re.compile(r"^\| `(?P<name>.+?)` \| (?P<kind>\w+) \| (?P<service>\w+) \| (?P<parent>.+) \|$")
NAME = re.compile(r"`([^`]+)`")
CUT = "…"

SpanTold = tuple[str, str, str, str]


@dataclass(frozen=True)
class Reading:
    """A file that the page leads to, and the definitions to read in it."""

    file: str
    link: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Stop:
    """One stop: its number, where it leads to, and the rows of its table of spans."""

    number: int
    readings: list[Reading]
    rows: list[dict[str, str]]


def stops() -> list[Stop]:
    """The page's stops, in its order."""
    _, *pieces = STOP.split(PAGE.read_text())
    return [
        Stop(int(number), list(readings(text)), list(rows(text)))
        for number, text in zip(pieces[::2], pieces[1::2], strict=True)
    ]


def readings(text: str) -> Iterator[Reading]:
    """Each file that a text leads to."""
    for found in READING.finditer(text):
        yield Reading(found["file"], found["link"], tuple(NAME.findall(found["names"])))


def rows(text: str) -> Iterator[dict[str, str]]:
    """Each row of a table of spans."""
    return (found.groupdict() for line in text.splitlines() if (found := ROW.match(line)))


def spans_told() -> "Counter[SpanTold]":
    """Each span of each stop; its parent is named without the service, which is looked up."""
    told = [row for stop in stops() for row in stop.rows]
    services = {row["name"]: row["service"] for row in told}
    return Counter(
        (row["service"], row["kind"], row["name"], parent_told(row["parent"], services))
        for row in told
    )


def parent_told(cell: str, services: dict[str, str]) -> str:
    """The parent that a cell names; "" where it names none."""
    names = NAME.findall(cell)
    return f"{services[names[0]]} {names[0]}" if names else ""


def spans_of(trace: Trace) -> "Counter[SpanTold]":
    """Each span of a trace, told in the same way."""
    labels = {span.span_id: f"{span.service} {span.name}" for span in trace.spans}
    return Counter(
        (span.service, span.kind, span.name, labels.get(span.parent_id or "", ""))
        for span in trace.spans
    )


def spans_drawn() -> Iterator[tuple[str, str]]:
    """Each span of the page's drawing with its parent, both as `service name`; a cut name ends so.

    Each level is two spaces further to the right.
    """
    above: list[str] = []
    for line in drawing():
        service, tree = line[:10].strip(), re.split(r"\s+[█░]", line[12:])[0]
        depth = (len(tree) - len(tree.lstrip())) // 2
        above[depth:] = [f"{service} {tree.strip()}"]
        yield above[depth], above[depth - 1] if depth else ""


def drawing() -> list[str]:
    """The lines of the drawing, without its head and its key."""
    return PAGE.read_text().partition("\nservice  ")[2].partition("\n█ on")[0].splitlines()[1:]


def definitions(source: str) -> set[str]:
    """Each function and class of a module, a method as `Class.method`."""
    return set(defined_in(ast.parse(source).body, ""))


def defined_in(body: Iterable[ast.stmt], prefix: str) -> Iterator[str]:
    """The definitions of a body, and those of its classes."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield prefix + node.name
        if isinstance(node, ast.ClassDef):
            yield from defined_in(node.body, f"{node.name}.")
