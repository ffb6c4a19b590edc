"""A report has every section, harms nobody, asks nobody for anything, and is the same each time."""

import re
import tomllib
from collections import Counter
from copy import deepcopy
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.made_load.document import JAEGER, SHOP, against_document, make_document, ramp_document
from tests.made_load.records import BEGAN_NS, Shape, make_records
from tracing_sandbox.load.planning.mix import Mix, default_mix
from tracing_sandbox.load.recording.record import Record
from tracing_sandbox.load.report import render
from tracing_sandbox.load.report.summary import command_of, command_with_copy, mix_lines

USUAL = default_mix().model_dump()
SMALL = Shape(rate=20, duration_s=10, dies=False)
SECTIONS = [
    "limits",
    "run",
    "time",
    "scenarios",
    "found",
    "slowest",
    "lost",
    "why",
    "generator",
    "ramp",
    "against",
    "read",
]
LARGEST = 1_500_000
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "$\\frac{1}{2}$ #000001 id='x'",
    "a\x00b\u202ec\ufffe\ud800",
    "javascript:alert(1)",
    "https://evil.example/" + "x" * 2000,
    "url(#p0) --> ]]> &amp;",
    "{{ 7 * 7 }}",
    "",
)
NUMBERS = (0, 1, 1e-9, 7.5, 1e30, 10**30, 1e300)
# What a result leaves out where there is nothing to say.
MAY_BE_NONE = {
    "p50",
    "p95",
    "p99",
    "max",
    "p50_ms",
    "p95_ms",
    "p99_ms",
    "lag_ms",
    "value",
    "found_share",
    "cpu_share",
    "worst_cpu_share",
    "held_rate",
    "usual_ms",
}


class Page(HTMLParser):
    """The tags, the attributes and the texts of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.headings: list[int] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, key, value or "") for key, value in attrs]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def values(self, name: str) -> list[str]:
        return [value for _, key, value in self.attributes if key == name]


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return make_records(SMALL)


@pytest.fixture(scope="module")
def document(records: list[Record]) -> dict[str, Any]:
    made = make_document(records, SMALL)
    return {**made, "ramp": ramp_document(), "against": against_document()}


@pytest.fixture(scope="module")
def text(document: dict[str, Any], records: list[Record]) -> str:
    return render(document, records, BEGAN_NS)


def test_report_has_every_section_in_order(text: str) -> None:
    page = Page(text)
    assert page.values("aria-labelledby") == SECTIONS
    assert set(SECTIONS) <= set(page.values("id"))
    assert page.headings[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(page.headings))


def test_report_of_a_run_is_always_the_same(
    document: dict[str, Any], records: list[Record], text: str
) -> None:
    assert render(document, records, BEGAN_NS) == text


def test_every_id_is_there_once_and_every_reference_has_its_target(text: str) -> None:
    page = Page(text)
    ids = Counter(page.values("id"))
    assert [name for name, count in ids.items() if count > 1] == []
    local = [value[1:] for value in page.values("href") if value.startswith("#")]
    assert local
    assert set(local) | set(re.findall(r"url\(#([^)]+)\)", text)) <= set(ids)


def test_report_asks_no_other_host(text: str) -> None:
    page = Page(text)
    assert page.values("src") == []
    others = {value for tag, key, value in page.attributes if key == "href" and tag != "a"}
    assert {value for value in others if not value.startswith("#")} == {"data:,"}
    links = [value for value in page.values("href") if value.startswith("http")]
    assert links
    assert all(link.startswith((f"{SHOP}/", f"{JAEGER}/")) for link in links)
    assert text.count("http") == len(links) + text.count("http-equiv")
    assert not re.search(r"@import|url\((?!#)", text)
    assert page.tags["script"] == 0


def test_what_a_ramp_found_and_that_a_run_was_stopped_stand_first(
    document: dict[str, Any], records: list[Record]
) -> None:
    assert f"<h1>{document['ramp']['sentence']}</h1>" in render(document, records, BEGAN_NS)
    stopped = {**document, "ramp": None, "run": {**document["run"], "stopped_after_s": 3.25}}
    headline = "The run was stopped after 3.2 s, and is valid until then."
    assert f"<h1>{headline}</h1>" in render(stopped, records, BEGAN_NS)


@pytest.mark.parametrize(
    ("verdict", "word", "headline"),
    [
        ({}, "Passed", "All 4 limits were kept."),
        ({"limits": []}, "Passed", "The run is valid, and no limit was set."),
        (
            {
                "passed": False,
                "limits": [{"name": "p99_ms", "limit": 500, "value": 812.0, "kept": False}],
            },
            "Failed",
            "Latency that 99 of 100 requests keep to, from the intended start: 812 ms, "
            "above the limit of 500 ms.",
        ),
        (
            {"passed": False, "valid": False, "reasons": ["The generator was late. Use more."]},
            "Not valid",
            "The generator was late.",
        ),
    ],
)
def test_verdict_stands_first_in_words(
    document: dict[str, Any],
    records: list[Record],
    verdict: dict[str, Any],
    word: str,
    headline: str,
) -> None:
    changed = {**document, "ramp": None, "verdict": {**document["verdict"], **verdict}}

    text = render(changed, records, BEGAN_NS)

    state = re.search(r'<p class="state \w+"><span aria-hidden="true">.</span> (.+?)</p>', text)
    assert state
    assert state[1] == word
    assert f"<title>{word}: load test" in text
    assert f"<h1>{headline}</h1>" in text


def test_run_without_a_request_has_its_report(document: dict[str, Any]) -> None:
    empty = {**make_document([], SMALL), "ramp": None, "against": None}

    page = Page(render(empty, [], BEGAN_NS))

    assert page.values("aria-labelledby") == [
        each for each in SECTIONS if each not in {"ramp", "against"}
    ]


def test_address_that_is_not_of_the_web_is_no_link(
    document: dict[str, Any], records: list[Record]
) -> None:
    changed = deepcopy(document)
    for told in (*changed["slowest"], *changed["exemplars"]):
        told["pages"] = [{"name": "page", "url": "javascript:alert(1)"}]

    text = render(changed, records, BEGAN_NS)

    assert [link for link in Page(text).values("href") if not link.startswith("#")] == ["data:,"]
    assert "page: javascript:alert(1)" in text


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, "--rate 20 --duration 10s --arrivals poisson --seed 7"),
        ({"workers": 2}, "--rate 20 --duration 10s --arrivals poisson --seed 7 --workers 2"),
        ({"arrivals": "my times.txt"}, "--arrivals 'my times.txt' --seed 7"),
        (
            {"mix": {**USUAL, "at_most": {"p95_ms": 500.0, "lost": 0.0}}},
            "--rate 20 --duration 10s --arrivals poisson --seed 7 --at-most p95_ms=500 "
            "--at-most lost=0",
        ),
        (
            {
                "mix": {**USUAL, "sold_out": 0.1, "at_most": {"lost": 0.0}},
                "mix_file": "my/a b.toml",
            },
            "--rate 20 --duration 10s --arrivals poisson --seed 7 --mix 'my/a b.toml' "
            "--at-most lost=0",
        ),
        (
            {"workers": 2, "remote": True},
            "--rate 20 --duration 10s --arrivals poisson --seed 7 --workers 2 --remote",
        ),
    ],
)
def test_command_sends_the_same_again(
    document: dict[str, Any], asked: dict[str, Any], words: str
) -> None:
    command = command_of({**document["run"], **asked})

    assert command.partition(" load ")[2] == words


def test_command_beside_the_mix_to_copy_names_that_copy(document: dict[str, Any]) -> None:
    mix = {**USUAL, "sold_out": 0.1, "at_most": {"lost": 0.0}}
    command = command_with_copy({**document["run"], "mix": mix, "mix_file": "my.toml"})

    assert command.endswith(" --seed 7 --mix mix.toml")


def test_mix_is_written_as_a_file_that_is_read_back() -> None:
    mix = Mix.model_validate({**USUAL, "sold_out": 0.125, "at_most": {"p95_ms": 500, "lost": 0}})

    assert Mix.model_validate(tomllib.loads("\n".join(mix_lines(mix.model_dump())))) == mix


def spoil(value: Any, chance: Random, key: str = "") -> Any:
    """Put what is odd into some of the figures and names of a document."""
    if isinstance(value, dict):
        return {
            (chance.choice(HOSTILE) + name if key in {"by_scenario", "by_name"} else name): spoil(
                each, chance, name
            )
            for name, each in value.items()
        }
    if isinstance(value, list):
        return [spoil(each, chance, key) for each in value if chance.random() < 0.9]
    if value is None or isinstance(value, bool) or chance.random() < 0.7:
        return value
    if isinstance(value, str):
        return chance.choice(HOSTILE)
    if key in MAY_BE_NONE and chance.random() < 0.3:
        return None
    return chance.choice(NUMBERS)


# A smaller seed makes no simpler result.
@settings(max_examples=10, deadline=None, phases=[Phase.generate])
@given(st.integers(0, 2**32), st.booleans())
def test_report_is_written_whatever_stands_in_the_result(seed: int, is_empty: bool) -> None:
    chance = Random(seed)
    some = [] if is_empty else make_records(replace(SMALL, duration_s=2.0, seed=seed))
    odd = [
        replace(
            each,
            scenario=chance.choice([*HOSTILE, None]),
            finished_ns=each.intended_ns + chance.choice([0, 1, 10**9, 10**18]),
        )
        for each in some
    ]
    made = {
        **make_document(some, SMALL),
        "ramp": ramp_document(),
        "against": against_document(),
    }

    text = render(spoil(made, chance), odd, BEGAN_NS)

    page = Page(text)
    assert page.tags["script"] == page.tags["img"] == 0
    assert page.values("aria-labelledby") == SECTIONS
    assert not [key for _, key, _ in page.attributes if key.startswith("on")]
    assert not {"\x00", "\u202e", "\ud800"} & set(text)
    assert all(link.startswith(("#", "http", "data:,")) for link in page.values("href"))
    assert max(Counter(page.values("id")).values()) == 1
    text.encode()


def test_report_of_a_large_run_stays_small() -> None:
    shape = Shape(rate=330, duration_s=60)
    records = make_records(shape)
    assert len(records) > 19_000

    assert len(render(make_document(records, shape), records, BEGAN_NS).encode()) < LARGEST
