"""The traces of some time until now, surveyed; `sandbox why` and its page ask for them."""

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.errors import AnswerTooLong
from tracing_sandbox.traces.reading.trace import Trace
from tracing_sandbox.traces.surveying.survey import Survey, survey

UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
PERIOD = re.compile(r"([1-9][0-9]{0,5})([smhd])")
LONGEST = timedelta(days=366)
EXPECTED = "expected a number and s, m, h or d, up to 366d, for example 15m"
FEWER = (100, 25, 8)


class BadPeriod(ValueError):  # noqa: N818
    """What was given is no length of time; the message says what was expected."""


class Surveyed(NamedTuple):
    """A survey of the newest traces of a time; `more` says that there are others than were read."""

    survey: Survey
    more: bool


def read_period(text: str) -> timedelta:
    """Read 90s, 15m, 2h or 1d; raise `BadPeriod` for anything else."""
    found = PERIOD.fullmatch(text.strip())
    period = timedelta(seconds=int(found[1]) * UNITS[found[2]]) if found else timedelta()
    if not timedelta() < period <= LONGEST:
        raise BadPeriod(f"{text[:40]!r} is no length of time; {EXPECTED}")
    return period


def survey_period(
    client: JaegerClient, period: timedelta, service: str | None, most: int
) -> Surveyed:
    """Survey the newest traces of a time, `most` of them; fewer where Jaeger's answer is too long.

    Raises what `JaegerClient` raises.
    """
    since = datetime.now(UTC) - period
    try:
        found = client.find_traces(service, most + 1, since=since)
    except AnswerTooLong:
        fewer = next((count for count in FEWER if count < most), None)
        if fewer is None:
            raise
        return Surveyed(survey_period(client, period, service, fewer).survey, more=True)
    return Surveyed(survey(found[:most]), more=len(found) > most)


def of_service(traces: tuple[Trace, ...], service: str | None) -> list[Trace]:
    """Keep the traces in which a service took part; all where none is named."""
    return [
        trace
        for trace in traces
        if service is None or any(span.service == service for span in trace.spans)
    ]
