"""The form of Locust's page: it passes by the command line's checks, so they are made here."""

from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flask import Flask, jsonify, request

from loadtest.options import milliseconds, scenario, share

START = "locust.swarm"


def scenario_or_none(text: str) -> str | None:
    """Return the name of a scenario; None for an empty field."""
    return scenario(text) if text else None


CHECKS: Mapping[str, Callable[[str], object]] = {
    "scenario": scenario_or_none,
    "scenario_share": share,
    "slow_ms": milliseconds,
}


def check_form(app: Flask, host: str | None) -> None:
    """Have the page refuse what the command line refuses; as Locust's, the answer has a `host`."""

    def refuse() -> Any:
        wrong = list(find_wrong(request.form)) if request.endpoint == START else []
        return jsonify(success=False, message=wrong[0], host=host) if wrong else None

    app.before_request(refuse)


def find_wrong(form: Mapping[str, str]) -> Iterator[str]:
    """Say what is wrong with each value; a form may lack some."""
    for name in CHECKS:
        try:
            if name in form:
                CHECKS[name](form[name])
        except ArgumentTypeError as error:
            yield f"{name}: {error}"
