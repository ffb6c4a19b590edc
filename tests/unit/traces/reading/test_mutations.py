"""Nothing in a file can break reading, explaining, drawing or writing it: odd values everywhere."""

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from tests.unit.traces.writers.formats import TRACE, WRITERS
from tracing_sandbox.traces.drawing.waterfall import draw_waterfall
from tracing_sandbox.traces.explaining.document import explanation_document
from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.reading.trace_file import BadTraceFile, read_trace_text

ODD: list[Any] = [
    *(None, 0, -1, 1, True, False, "", "x", "\x1b[31m", [], {}, [1], {"a": 1}, 1e308),
    *(float("nan"), float("inf"), 2**70, "9" * 30, "0" * 32, [None], "true", 1.5, "\ud800"),
    *([{"traceId": "ab", "spanId": "cd"}], {"spans": [{}]}, "0001-01-01T00:00:00Z"),
]
EACH = 150


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to each part of a document."""
    keys: Any = value if isinstance(value, dict) else range(len(value))
    for key in keys:
        yield (*path, key)
        if isinstance(value[key], dict | list):
            yield from paths(value[key], (*path, key))


def mutate(document: Any, rng: random.Random) -> Any:
    mutated = copy.deepcopy(document)
    for _ in range(rng.choice((1, 1, 2, 3))):
        *way, last = rng.choice(list(paths(mutated)) or [(0,)])
        owner = mutated
        for key in way:
            owner = owner[key]
        if owner:
            owner[last] = copy.deepcopy(rng.choice(ODD))
    return mutated


def documents_of(text: str) -> list[Any]:
    decoder, found, at = json.JSONDecoder(), [], 0
    while at < len(text.rstrip()):
        value, at = decoder.raw_decode(text, at)
        found.append(value)
        at += len(text[at:]) - len(text[at:].lstrip())
    return found


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_no_odd_value_in_any_format_can_break_anything(name: str) -> None:
    rng = random.Random(name)
    documents = documents_of(WRITERS[name](TRACE.spans))
    for _ in range(EACH):
        text = "\n".join(json.dumps(mutate(each, rng)) for each in documents)
        try:
            reading = read_trace_text(text, "trace")
        except BadTraceFile:
            continue
        for trace in reading.traces:
            explanation = explain(trace)
            json.dumps(explanation_document(explanation))
            drawn = draw_waterfall(explanation, 80).plain
            assert drawn.replace("\n", "").isprintable()
        assert all(each.sentence.isprintable() for each in reading.all_bad_spans)
