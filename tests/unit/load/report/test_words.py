"""Figures of a report are written as they are read."""

import math

import pytest

from tracing_sandbox.load.report import words


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, words.NONE),
        (math.nan, words.NONE),
        (math.inf, words.NONE),
        (True, words.NONE),
        (0, "0 ms"),
        (63.1, "63 ms"),
        (1220.6, "1.22 s"),
        (1e300, "1e+300 ms"),
    ],
)
def test_time_is_written(value: object, written: str) -> None:
    assert words.write_ms(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0 %"),
        (1, "100 %"),
        (0.9999, "99.9 %"),
        (0.978, "97.8 %"),
        (0.01116, "1.12 %"),
        (0.00001, "under 0.01 %"),
        (None, words.NONE),
    ],
)
def test_share_is_all_or_none_only_if_it_is(value: object, written: str) -> None:
    assert words.write_share(value) == written


@pytest.mark.parametrize(
    ("value", "name", "written"),
    [
        (500, "p95_ms", "500 ms"),
        (0.01, "error_rate", "1 %"),
        (0.02, "missed", "2 %"),
        (3, "lost", "3"),
        (None, "p95_ms", words.NONE),
    ],
)
def test_limit_is_written_as_what_it_limits(value: object, name: str, written: str) -> None:
    assert words.write_limit(value, name) == written


def test_difference_has_its_sign() -> None:
    assert [words.write_signed_ms(each) for each in (9.5, -12.0, None)] == [
        "+9.5 ms",
        "-12 ms",
        words.NONE,
    ]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "ftp://a/b",
        "//a/b",
        "http:",
        "http://[",
        None,
        "https://a/" + "x" * 2000,
    ],
)
def test_only_addresses_of_the_web_are_links(address: object) -> None:
    assert not words.is_web(address)
    assert words.is_web("http://127.0.0.1:8000/traces/abc/")


def test_moment_is_written_to_the_second() -> None:
    assert words.write_moment("2026-11-26T17:00:00.250000000Z") == "2026-11-26 17:00:00 UTC"
    assert words.write_moment(None) == "None"
