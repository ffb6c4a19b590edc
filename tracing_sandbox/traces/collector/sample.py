"""The Collector's own metrics: asks for Prometheus' text format, and reads it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import requests

from tracing_sandbox.traces.direct import DirectSession

SAMPLE = re.compile(r"(?P<name>[a-zA-Z_:][\w:]*)(\{(?P<labels>.*)\})? (?P<value>\S+)( \d+)?")
LABEL = re.compile(r'(\w+)="((?:\\.|[^"\\])*)"')
ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True)
class Sample:
    """One number, its name and its labels."""

    name: str
    labels: dict[str, str]
    value: float


def fetch_samples(url: str, timeout_s: float) -> list[Sample] | None:
    """Ask a Collector for its samples; None where nobody answers with metrics there."""
    try:
        with DirectSession() as session:
            answer = session.get(f"{url.rstrip('/')}/metrics", timeout=timeout_s)
        answer.raise_for_status()
    except requests.RequestException:
        return None
    return read_samples(answer.text)


def read_samples(text: str) -> list[Sample]:
    """Read each line that is a sample."""
    found = (SAMPLE.fullmatch(line) for line in text.splitlines())
    return [
        Sample(match["name"], read_labels(match["labels"] or ""), float(match["value"]))
        for match in found
        if match and is_number(match["value"])
    ]


def read_labels(text: str) -> dict[str, str]:
    """Read the labels between a sample's braces."""
    return {name: ESCAPED.sub(unescape, value) for name, value in LABEL.findall(text)}


def unescape(found: re.Match[str]) -> str:
    """Give what an escape stands for: a line's end, a quotation mark or a backslash."""
    return "\n" if found[1] == "n" else found[1]


def is_number(text: str) -> bool:
    """Tell whether a sample's value is one; the format has NaN and infinities as well."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def total(samples: Iterable[Sample], name: str, **labels: str) -> int:
    """Add up the samples of a name that have these labels; 0 where nothing was counted yet."""
    return round(
        sum(
            sample.value
            for sample in samples
            if sample.name == name and labels.items() <= sample.labels.items()
        )
    )
