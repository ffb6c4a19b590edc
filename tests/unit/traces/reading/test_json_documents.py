"""Text split into documents: long ones piece by piece, with the same result as in one."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracing_sandbox.traces.reading.text import window
from tracing_sandbox.traces.reading.text.json_documents import NotJson, Words, split_documents
from tracing_sandbox.traces.reading.text.window import mend

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=30,
)
OBJECTS = st.dictionaries(st.text(), JSON, max_size=5) | st.lists(JSON, max_size=5)


@pytest.fixture(autouse=True, params=[1 << 20, 40])
def _long(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Call documents long at once, too."""
    monkeypatch.setattr(window, "LONG", request.param)
    monkeypatch.setattr(window, "NEAR_THE_END", min(64, request.param // 2))


def pieces_of(text: str, size: int) -> Iterator[str]:
    return (text[at : at + size] for at in range(0, len(text), size))


def split(text: str, size: int = 50) -> list[Any]:
    return [plain(document.value) for document in split_documents(pieces_of(text, size))]


def plain(value: Any) -> Any:
    """Decode what is kept as text."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


@pytest.mark.parametrize("size", [1, 50])
@given(data=st.data(), indent=st.sampled_from([None, 2]))
@settings(max_examples=60)
def test_documents_are_what_was_written(size: int, data: st.DataObject, indent: int | None) -> None:
    documents = data.draw(st.lists(OBJECTS, max_size=4))
    between = data.draw(st.sampled_from(["\n", "", " \n\n", ",\n", "\r\n"]))
    text = between.join(json.dumps(document, indent=indent) for document in documents)
    assert split(text, size) == [json.loads(json.dumps(mend(each))) for each in documents]


@pytest.mark.parametrize("size", [1, 7, 50, 10_000])
@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1234567890123456789012345678901234567890, "b": true, "c": [1234567, 1.25e10]}',
        '{"a": {"b": {"c": {"d": [[], {}, [[[1]]], "x", null]}}}, "e": "\\ud83c\\udf75 \\u00e9"}',
        "[ ]",
        "{ }",
        "[1, [2, [3, [4, [5, [6, [7, [8, [9, [10, [11, [12, [13, [14, 15]]]]]]]]]]]]]]",
    ],
)
def test_long_document_is_what_json_says(text: str, size: int) -> None:
    assert split(text, size) == [json.loads(text)]


@pytest.mark.parametrize("size", [1, 7, 50, 10_000])
@pytest.mark.parametrize(
    "broken",
    [
        '{"a": 1',
        '{"a" 1}',
        '{"a": [1 2]}',
        '{"a": [1, 2}',
        '{"a": "not ended}',
        '{"a": tru}',
        '["a", "b", ',
        '{"a": "' + "x" * 200,
    ],
)
def test_broken_document_is_an_error_and_the_next_one_is_read(broken: str, size: int) -> None:
    first, last = split(f'{broken}\n{{"next": 1}}', size)
    assert isinstance(first, NotJson)
    assert first.may_hold_spans
    assert last == {"next": 1}


def test_long_list_that_is_cut_off_is_an_error() -> None:
    (found, *_) = split('{"a": {"b": [' + "1, " * 200)
    assert isinstance(found, NotJson)


def test_lines_are_counted() -> None:
    text = '{"a":\n1}\n\n{"b": 2}\nwords\n[{\n"c": "d"}]'
    found = [document.line for document in split_documents(pieces_of(text, 3))]
    assert found == [1, 4, 5, 6]


def test_document_that_is_alone_has_no_line() -> None:
    assert [document.line for document in split_documents(pieces_of('\n{"a": 1}\n\n', 3))] == [0]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('"\\ud83c"', "\N{REPLACEMENT CHARACTER}"),
        ('"\\uD83C x"', "\N{REPLACEMENT CHARACTER} x"),
        ('"\\udf75\\ud83c"', "\N{REPLACEMENT CHARACTER}" * 2),
        ('"\\ud83c\\udf75"', "\N{TEACUP WITHOUT HANDLE}"),
        ('"\\u00e9\\\\ud83c"', "\N{LATIN SMALL LETTER E WITH ACUTE}\\ud83c"),
    ],
)
def test_half_of_a_character_is_replaced_in_keys_and_values(written: str, read: str) -> None:
    text = f'{{{written}: [{written}, {{"a": {written}}}]}}'
    assert split(text) == [{read: [read, {"a": read}]}]


@pytest.mark.parametrize("size", [1, 7, 50, 10_000])
@given(
    words=st.lists(
        st.sampled_from(
            ["[14/Nov] x", "INFO {", "hello", 'GET "/" {a} [b] 200', "[2023-01-01] [x] y", "> [{"]
        ),
        max_size=4,
    ),
    lead=st.sampled_from(["", "INFO log ", "[app] ", "{x} [y] "]),
    indent=st.sampled_from([None, 2]),
)
@settings(max_examples=40)
def test_documents_among_words_are_read(
    size: int, words: list[str], lead: str, indent: int | None
) -> None:
    documents = [{"a": [1, {"b": "c" * 60}]}, {"d": {}}, {"e": ["{", "]"]}]
    written = [lead + json.dumps(each, indent=indent) for each in documents]
    text = "\n".join([*words, *(line for each in written for line in (each, *words))])
    assert [each for each in split(text, size) if not isinstance(each, Words)] == documents


def test_many_lines_of_words_take_time_in_proportion() -> None:
    def seconds(lines: int) -> float:
        begun = time.process_time()
        assert (
            len(split('[14/Nov/2023 22:13:20] "GET / HTTP/1.1" 200 2\n' * lines, 1 << 20)) == lines
        )
        return time.process_time() - begun

    seconds(100)
    assert seconds(20_000) < 12 * seconds(4_000)
