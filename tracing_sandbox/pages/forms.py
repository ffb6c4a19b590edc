"""The forms of the pages, all sent as a query; everything may be left out."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import QueryDict

from tracing_sandbox.pages.errors import FormPage, PageError
from tracing_sandbox.pages.showing.selection import SHOWN
from tracing_sandbox.traces.jaeger.period import BadPeriod, read_period
from tracing_sandbox.traces.jaeger.searching.times import read_moment, read_took
from tracing_sandbox.traces.reading.fields.moment import LATEST_NS
from tracing_sandbox.traces.reading.fields.trace_id import BadTraceId, read_trace_id

LAST = "15m"
PERIODS = {"5m": "5 minutes", LAST: "15 minutes", "1h": "hour", "6h": "6 hours", "1d": "day"}
MOST_LISTED = 100
SORTS = {"newest": "newest first", "slowest": "slowest first"}

# As the template names the fields that somebody types into.
LABELS = {
    "operation": "Name of a span",
    "min_duration": "Took at least",
    "order": "Id of an order",
    "since": "Since",
    "until": "Before",
}


class ListForm(forms.Form):
    """Which traces the list shows; `find` is an id that was typed in.

    `live` lets the page look again by itself, `background` shows health checks and assets too.
    """

    service = forms.CharField(required=False)
    operation = forms.CharField(required=False)
    min_duration = forms.CharField(required=False, max_length=40)
    order = forms.CharField(required=False)
    since = forms.CharField(required=False, max_length=40)
    until = forms.CharField(required=False, max_length=40)
    sort = forms.ChoiceField(choices=list(SORTS.items()), required=False)
    with_errors = forms.BooleanField(required=False)
    background = forms.BooleanField(required=False)
    live = forms.BooleanField(required=False)
    limit = forms.IntegerField(min_value=1, max_value=MOST_LISTED, required=False)
    find = forms.CharField(required=False)

    def clean_min_duration(self) -> int:
        """Read how long a trace took at least, in nanoseconds."""
        return read_time(self.cleaned_data["min_duration"], read_took, 0)

    def clean_since(self) -> int:
        """Read from when on, in nanoseconds since 1970."""
        return read_time(self.cleaned_data["since"], read_moment_until_now, 0)

    def clean_until(self) -> int:
        """Read before when, in nanoseconds since 1970."""
        return read_time(self.cleaned_data["until"], read_moment_until_now, LATEST_NS)

    def clean(self) -> dict[str, Any]:
        """See that there is some time between the two moments."""
        wanted: dict[str, Any] = self.cleaned_data
        if wanted.get("since", 0) >= wanted.get("until", LATEST_NS):
            self.add_error("until", "Expected a moment after the one since when.")
        return wanted


def read_moment_until_now(text: str) -> int:
    """Read a moment, or how long ago."""
    return read_moment(text, datetime.now(UTC))


def read_time(text: str, read: Callable[[str], int], default: int) -> int:
    """Read a time that was typed in; ValidationError says what was expected."""
    try:
        return read(text) if text else default
    except BadPeriod as error:
        raise forms.ValidationError(f"{error}.") from error


class SelectionForm(forms.Form):
    """Which of a trace's spans the table shows."""

    show = forms.ChoiceField(
        choices=list(SHOWN.items()),
        required=False,
        error_messages={"invalid_choice": f"expected one of {', '.join(SHOWN)}."},
    )
    service = forms.CharField(required=False)
    page = forms.IntegerField(min_value=1, max_value=10**6, required=False)


class WhyForm(forms.Form):
    """How far back to look, such as 15m, and for which service."""

    last = forms.CharField(required=False, max_length=40)
    service = forms.CharField(required=False)

    def clean_last(self) -> timedelta:
        """Read the length of time."""
        try:
            return read_period(self.cleaned_data["last"] or LAST)
        except BadPeriod as error:
            raise forms.ValidationError(f"{error}.") from error


class CompareForm(forms.Form):
    """Which two traces; without the first, a fast one is looked for."""

    a = forms.CharField(required=False, label="First trace")
    b = forms.CharField(required=False, label="Second trace")

    @classmethod
    def of(cls, query: QueryDict) -> "CompareForm":
        """Take the ids as `a` and `b`, or as `trace` once or twice: boxes that were ticked."""
        ticked = [each for each in query.getlist("trace") if each]
        given = {name: query.get(name) or (ticked.pop(0) if ticked else "") for name in ("a", "b")}
        form = cls(given)
        if ticked:
            form.add_error(None, f"Two traces are compared; {len(ticked) + 2} are chosen.")
        return form

    def clean_a(self) -> str:
        """Read the first id, in whatever form it is."""
        return self._clean_id("a")

    def clean_b(self) -> str:
        """Read the second id, in whatever form it is."""
        return self._clean_id("b")

    def _clean_id(self, name: str) -> str:
        given: str = self.cleaned_data[name]
        try:
            return read_trace_id(given) if given else ""
        except BadTraceId as error:
            raise forms.ValidationError(str(error)) from error


def read_form(form: forms.Form) -> dict[str, Any]:
    """Return the query's fields; PageError 422 names each that is wrong."""
    if form.is_valid():
        return form.cleaned_data
    raise refuse(form, 422, "invalid-fields")


def refuse(form: forms.Form, status: int, kind: str, page: FormPage | None = None) -> PageError:
    """Build the error that names each field that is wrong; its `page` shows them in the form."""
    errors = list_faults(form)
    said = "; ".join(f"{error['field']}: {error['expected']}" for error in errors)
    return PageError(status, kind, said, errors, page)


def list_faults(form: forms.Form) -> list[dict[str, str]]:
    """List the fields that are wrong, with what was expected."""
    return [
        {
            "field": "query" if name == NON_FIELD_ERRORS else name,
            "expected": " ".join(map(str, said)),
        }
        for name, said in form.errors.items()
    ]
