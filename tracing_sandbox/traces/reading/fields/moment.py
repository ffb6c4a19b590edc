"""Moments and durations, as nanoseconds since 1970; a unit that was mistaken is named."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite

from tracing_sandbox.traces.reading.fields.field import (
    ODD_TIME,
    ODD_UNIT,
    FieldError,
    Remark,
    Remarks,
    shown,
)

# Jaeger and OTLP hold times in 64 bits: the last one is in the year 2554.
LATEST_NS = 2**64 - 1
MOST_DIGITS = len(str(LATEST_NS))
# Whoever has a trace of these years means them.
YEAR_2001_NS = 978_307_200 * 10**9
YEAR_2101_NS = 4_133_980_800 * 10**9
NS_OF_YEAR = 31_556_952 * 10**9
LONGEST_TRACE_NS = 90 * 86_400 * 10**9
# Clocks are read to the microsecond in some languages.
ROUNDING_NS = 1_000
DIGITS = re.compile(r"\s*-?[0-9]{1,20}\s*", re.ASCII)
RFC_3339 = re.compile(
    r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:[.,](\d{1,9})\d*)?(Z|[+-]\d\d:?\d\d)?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit that a format counts in."""

    name: str
    ns: int
    expected: str


NANOSECONDS = Unit("nanoseconds", 1, 'nanoseconds since 1970, for example "1700000000000000000"')
MICROSECONDS = Unit(
    "microseconds", 1_000, "whole microseconds since 1970, for example 1700000000000000"
)
UNITS = {"nanoseconds": 1, "microseconds": 10**3, "milliseconds": 10**6, "seconds": 10**9}


def read_start(value: object, key: str, unit: Unit, remarks: Remarks) -> int:
    """Read when a span began, in nanoseconds; 0 is a moment like others, and none is an error."""
    number = _read_number(value, key, unit)
    if number is None:
        raise FieldError(f"{key} is missing; expected {unit.expected}")
    time_ns = number * unit.ns
    if YEAR_2001_NS <= time_ns < YEAR_2101_NS:
        return time_ns
    _require_64_bits(time_ns, value, key, unit)
    meant = _meant_unit(number, unit)
    if meant:
        years = f"in {_year(time_ns)}, as {meant} in {_year(number * UNITS[meant])}"
        fault = f"{key} is {number}; as {unit.name} that is {years}: these look like {meant}"
        remarks.append(Remark(ODD_UNIT, fault))
    return time_ns


def read_moment(value: object, key: str, unit: Unit) -> int | None:
    """Read a moment, in nanoseconds; None if it is absent."""
    number = _read_number(value, key, unit)
    if number is None:
        return None
    time_ns = number * unit.ns
    if not 0 <= time_ns <= LATEST_NS:
        _require_64_bits(time_ns, value, key, unit)
    return time_ns


def read_end(
    value: object, key: str, start_ns: int, unit: Unit, remarks: Remarks
) -> tuple[int, bool]:
    """Read when a span ended, never before its start, and say whether that is not known yet.

    Without an end, or with one of 0 that does not begin at 0, it is unfinished.
    """
    try:
        end_ns = read_moment(value, key, unit)
    except FieldError as error:
        remarks.append(Remark(ODD_TIME, f"{error}; counted as not ended"))
        end_ns = None
    if not end_ns and (end_ns is None or start_ns):
        return start_ns, True
    if end_ns >= start_ns:
        return end_ns, False
    return end_after(start_ns, end_ns, remarks), False


def read_duration(
    value: object, key: str, start_ns: int, unit: Unit, remarks: Remarks
) -> tuple[int, bool]:
    """Read the end of a span that tells how long it took, as `read_end` does."""
    try:
        number = _read_number(value, key, unit)
        if number is not None and start_ns + number * unit.ns > LATEST_NS:
            raise FieldError(f"{key} is {shown(value)}; expected {_duration_of(unit)}")
    except FieldError as error:
        remarks.append(Remark(ODD_TIME, f"{error}; counted as not ended"))
        number = None
    if number is None:
        return start_ns, True
    return end_after(start_ns, start_ns + number * unit.ns, remarks), False


def end_after(start_ns: int, end_ns: int, remarks: Remarks) -> int:
    """Keep an end from being before the start, which two readings of a clock can make it."""
    if end_ns >= start_ns:
        return end_ns
    early_ns = start_ns - end_ns
    how = "a rounding of clocks" if early_ns <= ROUNDING_NS else "one of its times is wrong"
    if meant := unit_beside(end_ns, start_ns):
        how = f"its end looks like {meant}"
    fault = f"ends {early_ns} ns before it starts, {how}; counted as 0 long"
    remarks.append(Remark(ODD_TIME, fault))
    return start_ns


def is_in_another_unit(earliest_ns: int, latest_ns: int) -> bool:
    """Say whether a trace of these times makes sense in a coarser unit alone.

    One that was made up may begin anywhere, but lasts no years.
    """
    return any(
        YEAR_2001_NS <= earliest_ns * factor < YEAR_2101_NS
        and (latest_ns - earliest_ns) * factor <= LONGEST_TRACE_NS
        for factor in (10**3, 10**6, 10**9)
    )


def unit_beside(time_ns: int, other_ns: int) -> str:
    """Name the unit in which a time is near another one that makes sense; '' if it may be right."""
    if not YEAR_2001_NS <= other_ns < YEAR_2101_NS or YEAR_2001_NS <= time_ns < YEAR_2101_NS:
        return ""
    near = (
        name
        for name, ns in UNITS.items()
        if ns > 1 and abs(time_ns * ns - other_ns) <= LONGEST_TRACE_NS
    )
    return next(near, "")


def guess_unit(number: float) -> int:
    """Return how many nanoseconds the unit of a moment has, told by its size; 0 if none fits."""
    fitting = (ns for ns in UNITS.values() if YEAR_2001_NS <= number * ns < YEAR_2101_NS)
    return next(fitting, 0)


def read_rfc3339(text: str) -> int | None:
    """Read a date and time as nanoseconds since 1970; UTC if it says no zone; None if none."""
    found = RFC_3339.fullmatch(text.strip())
    if not found:
        return None
    whole, fraction, zone = found.groups()
    try:
        moment = datetime.fromisoformat(f"{whole}{zone or 'Z'}")
    except ValueError:
        return None
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 10**9 + int((fraction or "0").ljust(9, "0"))


def _read_number(value: object, key: str, unit: Unit) -> int | None:
    if type(value) is int:
        return value
    if value is None or value == "":
        return None
    if isinstance(value, str):
        if (value.isdecimal() and len(value) <= MOST_DIGITS) or DIGITS.fullmatch(value):
            return int(value)
        time_ns = read_rfc3339(value)
        if time_ns is not None:
            return time_ns // unit.ns
    if isinstance(value, float) and isfinite(value):
        return round(value)
    raise FieldError(f"{key} is {shown(value)}; expected {unit.expected}")


def _require_64_bits(time_ns: int, value: object, key: str, unit: Unit) -> None:
    if 0 <= time_ns <= LATEST_NS:
        return
    fault = f"{key} is {shown(value)}; expected {unit.expected}"
    number = time_ns // unit.ns
    meant = _meant_unit(number, unit)
    if meant:
        years = f"{time_ns // NS_OF_YEAR:,} years after 1970"
        fault = f"{fault}; these look like {meant} (as {unit.name} that is {years})"
    raise FieldError(fault)


def _meant_unit(number: int, unit: Unit) -> str:
    for name, ns in UNITS.items():
        if ns != unit.ns and YEAR_2001_NS <= number * ns < YEAR_2101_NS:
            return name
    return ""


def _year(time_ns: int) -> int:
    return 1970 + time_ns // NS_OF_YEAR


def _duration_of(unit: Unit) -> str:
    return f"a duration in whole {unit.name}"
