"""The forms of the pages, all sent as a query; everything may be left out but what to compare."""

from typing import Any

from django import forms

from tracing_sandbox.pages.errors import PageError
from tracing_sandbox.pages.selection import SHOWN

SORTS = {"newest": "newest first", "slowest": "slowest first"}


class ListForm(forms.Form):
    """Which traces the list shows; `find` is an id that was typed in."""

    service = forms.CharField(required=False)
    sort = forms.ChoiceField(choices=list(SORTS.items()), required=False)
    with_errors = forms.BooleanField(required=False)
    find = forms.CharField(required=False)


class SelectionForm(forms.Form):
    """Which of a trace's spans the table shows."""

    show = forms.ChoiceField(choices=list(SHOWN.items()), required=False)
    service = forms.CharField(required=False)
    page = forms.IntegerField(min_value=1, max_value=10**6, required=False)


class CompareForm(forms.Form):
    """Which two traces; without the first, a fast one is looked for."""

    a = forms.CharField(required=False)
    b = forms.CharField()


def read_form(form: forms.Form) -> dict[str, Any]:
    """Return the query's fields; PageError 422 names each that is wrong."""
    if form.is_valid():
        return form.cleaned_data
    errors = [
        {"field": name, "expected": " ".join(map(str, said))} for name, said in form.errors.items()
    ]
    said = "; ".join(f"{error['field']}: {error['expected']}" for error in errors)
    raise PageError(422, "invalid-fields", said, errors)
