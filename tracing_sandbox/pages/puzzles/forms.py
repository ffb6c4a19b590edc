"""What is typed to begin a puzzle and to answer it; in a form, or in a program's JSON."""

import json
import secrets
from typing import Any

from django import forms
from django.http import HttpRequest

from tracing_sandbox.faults.asked import SEED_BITS
from tracing_sandbox.faults.puzzle import HARD, Answer, WrongAnswerError, check_answer
from tracing_sandbox.pages.errors import PageError
from tracing_sandbox.pages.forms import read_form

MOST_SEED = 2**SEED_BITS - 1
JSON = "application/json"


class BeginForm(forms.Form):
    """A new puzzle; whoever gives the same seed gets the same one."""

    player = forms.CharField(required=False, max_length=40)
    seed = forms.IntegerField(required=False, min_value=0, max_value=MOST_SEED)
    hard = forms.BooleanField(required=False)

    def clean_seed(self) -> int:
        """Draw a seed where none is given."""
        given: int | None = self.cleaned_data["seed"]
        return secrets.randbits(SEED_BITS) if given is None else given


def read_begin(data: Any) -> dict[str, Any]:
    """Read what begins a puzzle; PageError 422 names each field that is wrong."""
    return read_form(BeginForm(data))


def read_answers(given: list[tuple[str, str]]) -> list[Answer]:
    """Read pairs of service and cause; PageError 422 says what there is."""
    pairs = [pair for pair in given if any(pair)][:HARD]
    if not pairs:
        raise PageError(422, "no-answer", "Choose a service and a cause.")
    try:
        return [check_answer(Answer(*pair)) for pair in pairs]
    except WrongAnswerError as error:
        raise PageError(422, "wrong-answer", str(error)) from error


def read_document(request: HttpRequest) -> dict[str, Any]:
    """Read a JSON object; PageError 415 or 400 for anything else.

    No page of another site can send one: it needs no token against that.
    """
    if request.content_type != JSON:
        raise PageError(415, "not-json", f"Expected a body of the type {JSON}.")
    try:
        document = json.loads(request.body)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise PageError(400, "malformed-json", "Expected a JSON object.")
    return document


def pairs_of(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the answers of a document: a list of objects with `service` and `cause`."""
    answers = document.get("answers")
    given = answers if isinstance(answers, list) else []
    return [
        (str(each.get("service", "")), str(each.get("cause", "")))
        for each in given
        if isinstance(each, dict)
    ]
