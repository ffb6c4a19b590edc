"""Measures what a large file costs to read: `.venv/bin/python -m benchmarks.traces.read_size`.

Makes files of a million spans in a temporary folder: one document, JSON lines of a hundred spans,
and traces of ten spans. Each is read, explained and drawn by a process of its own. Prints the
seconds to read it and in all, the most memory that was held, and the ratio to `json.loads` of the
same lines in the same run, which nobody can do without. Seconds are of the process's CPU.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

SPANS = 1_000_000
A_LINE = 100
START_NS = 1_750_000_000_000_000_000
MILLISECOND = 1_000_000
TABLES = ("orders", "stock", "prices", "carts", "users")


def main() -> None:
    """Measure every layout, each in a process of its own."""
    arguments = parse_arguments()
    if arguments.measure:
        measure(Path(arguments.measure))
        return
    print_columns("file", ("spans", "MB", "read s", "all s", "peak MB", "json s", "ratio"))
    with TemporaryDirectory() as folder:
        for layout, write in LAYOUTS.items():
            path = Path(folder) / layout
            write(path, arguments.spans)
            print_layout(layout, path, arguments.spans)
            path.unlink()


def parse_arguments() -> argparse.Namespace:
    """Read how many spans to write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--spans", type=int, default=SPANS)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    return parser.parse_args()


def print_layout(layout: str, path: Path, spans: int) -> None:
    """Measure one file, and the baseline, and print their line."""
    command = [sys.executable, "-m", "benchmarks.traces.read_size", "--measure", str(path)]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    read_s, all_s, peak_mb = json.loads(answer.stdout.splitlines()[-1])
    json_s = parse_lines(path)
    figures = (f"{read_s:.1f}", f"{all_s:.1f}", f"{peak_mb:,.0f}", f"{json_s:.1f}")
    size = f"{path.stat().st_size / 1e6:,.0f}"
    print_columns(layout, (f"{spans:,}", size, *figures, f"{read_s / json_s:.2f}"))


def measure(path: Path) -> None:
    """Read, explain and draw one file as `sandbox trace` does, and print what it cost."""
    from tracing_sandbox.traces.drawing.trace_list import draw_traces
    from tracing_sandbox.traces.drawing.waterfall import draw_waterfall
    from tracing_sandbox.traces.explaining.newest import explain_newest
    from tracing_sandbox.traces.reading.trace_file import read_trace_file

    begun = time.process_time()
    traces = read_trace_file(path).traces
    read_s = time.process_time() - begun
    explained = explain_newest(traces)
    drawn = draw_waterfall(explained[0]) if len(explained) == 1 else draw_traces(explained)
    all_s = time.process_time() - begun
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(len(drawn.plain))
    print(json.dumps([read_s, all_s, peak_mb]))


def parse_lines(path: Path) -> float:
    """Return the seconds that `json.loads` takes for the same spans, a hundred a line."""
    seconds = 0.0
    for line in spans_by_line(path):
        begun = time.process_time()
        json.loads(line)
        seconds += time.process_time() - begun
    return seconds


def spans_by_line(path: Path) -> Iterator[str]:
    """Yield the lines of a file; a single document is written anew in lines."""
    with path.open() as file:
        if path.suffix == ".jsonl":
            yield from file
            return
    total = 0
    while total < path.stat().st_size:
        line = one_line(total // 100_000, A_LINE)
        total += len(line)
        yield line


def write_document(path: Path, spans: int) -> None:
    """Write one document with one list of all spans, of one trace."""
    before, after = json.dumps(document(["@"])).split('"@"')
    with path.open("w") as file:
        file.write(before)
        for number in range(spans):
            file.write((", " if number else "") + json.dumps(span(number)))
        file.write(after)


def write_lines(path: Path, spans: int) -> None:
    """Write a hundred spans of one trace a line, as the Collector's file exporter does."""
    with path.open("w") as file:
        for first in range(0, spans, A_LINE):
            file.write(one_line(first, min(A_LINE, spans - first)))


def write_traces(path: Path, spans: int) -> None:
    """Write traces of ten spans, one a line."""
    with path.open("w") as file:
        for first in range(0, spans, 10):
            members = [span(number, trace=first // 10 + 1) for number in range(min(10, spans))]
            file.write(f"{json.dumps(document(members))}\n")


def one_line(first: int, count: int) -> str:
    """Make one line of spans."""
    return f"{json.dumps(document([span(first + each) for each in range(count)]))}\n"


def document(spans: list[Any]) -> dict[str, Any]:
    """Make a document of one service."""
    attributes = [pair("service.name", "shop"), pair("host.name", "h")]
    scopes = [{"scope": {"name": "benchmark"}, "spans": spans}]
    return {"resourceSpans": [{"resource": {"attributes": attributes}, "scopeSpans": scopes}]}


def span(number: int, trace: int = 1) -> dict[str, Any]:
    """Make a span: a root, calls below it, and a query below each call."""
    parent = 0 if number < 3 else number - number % 3
    start_ns = START_NS + number * MILLISECOND
    length_ns = 2 * MILLISECOND if number else 10**7 * MILLISECOND
    return {
        "traceId": f"{trace:032x}",
        "spanId": f"{number + 1:016x}",
        **({"parentSpanId": f"{parent + 1:016x}"} if number and parent != number else {}),
        **({"parentSpanId": f"{1:016x}"} if number and parent == number else {}),
        "name": "GET /orders/{id}" if number % 3 == 0 else f"SELECT {TABLES[number % 5]}",
        "kind": 2 if number % 3 == 0 else 3,
        "startTimeUnixNano": str(start_ns),
        "endTimeUnixNano": str(start_ns + length_ns),
        "attributes": http(number) if number % 3 == 0 else query(number),
        "status": {},
    }


def http(number: int) -> list[dict[str, Any]]:
    """Make the attributes of a request; its path is its own."""
    return [
        pair("http.request.method", "GET"),
        {"key": "http.response.status_code", "value": {"intValue": "200"}},
        pair("url.path", f"/orders/{number}"),
        pair("http.route", "/orders/{id}"),
        pair("server.address", "shop"),
    ]


def query(number: int) -> list[dict[str, Any]]:
    """Make the attributes of a query."""
    table = TABLES[number % 5]
    return [
        pair("db.system.name", "postgresql"),
        pair("db.namespace", "shop"),
        pair("db.query.text", f"SELECT * FROM {table} WHERE id = $1"),  # noqa: S608
        pair("server.address", "db"),
        {"key": "server.port", "value": {"intValue": "5432"}},
    ]


def pair(key: str, value: str) -> dict[str, Any]:
    """Make one attribute."""
    return {"key": key, "value": {"stringValue": value}}


def print_columns(first: str, others: tuple[str, ...]) -> None:
    """Print one line at once, so that progress is seen."""
    print(f"{first:<22}" + "".join(f"{each:>11}" for each in others), flush=True)


LAYOUTS: dict[str, Callable[[Path, int], None]] = {
    "one-document.json": write_document,
    "100-spans-a-line.jsonl": write_lines,
    "10-spans-a-trace.jsonl": write_traces,
}


if __name__ == "__main__":
    main()
