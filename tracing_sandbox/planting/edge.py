"""The edge of a service's application: reads what a request asks for, before anything else does.

It lies outside of the instrumentation. What comes in as a name goes on as a token.
"""

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import replace
from typing import Any, TypeAlias
from urllib.parse import unquote_plus, urlsplit

from tracing_sandbox.faults.asked import (
    CHOSEN,
    KEYS,
    QUERY,
    SCENARIO,
    Asked,
    from_query,
    read_asked,
)
from tracing_sandbox.faults.seal import Seal
from tracing_sandbox.planting.baggage import read_baggage, write_baggage
from tracing_sandbox.planting.carrying import BEHAVIOUR
from tracing_sandbox.planting.current import serving
from tracing_sandbox.planting.places import Place

Environ: TypeAlias = MutableMapping[str, Any]
Application: TypeAlias = Callable[..., Iterable[bytes]]
Refuse: TypeAlias = Callable[[Environ, Any, str, str], Iterable[bytes]]

BAGGAGE = "HTTP_BAGGAGE"
CONTROL = "HTTP_" + BEHAVIOUR.upper().replace("-", "_")


class Edge:
    """An application, with what one request can ask for."""

    def __init__(self, application: Application, seal: Seal, place: Place, refuse: Refuse) -> None:
        self._application = application
        self._seal = seal
        self._place = place
        self._refuse = refuse

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Serve one request; one that asks for what there is not is refused with 400."""
        try:
            asked, given = self._read(environ)
        except ValueError as error:
            return self._refuse(environ, start_response, "unknown-scenario", str(error))
        if asked is None:
            return self._application(environ, start_response)
        with serving(asked, given):
            return self._serve(environ, start_response)

    def _serve(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        answer: Iterable[bytes] = self._place(
            self._application, None, (environ, start_response), {}
        )
        return answer

    def _read(self, environ: Environ) -> tuple[Asked | None, str]:
        baggage = read_baggage(environ.get(BAGGAGE, ""))
        entries = {**take_query(environ), **own_entries(baggage), **read_control(environ)}
        asked, given = read_asked(entries, self._seal), entries.get(SCENARIO, "")
        if asked is None:
            return None, given
        asked = replace(asked.seeded(), salt=self._seal.salt)
        others = {key: value for key, value in baggage.items() if key not in KEYS}
        environ[BAGGAGE] = write_baggage({**others, **asked.entries(self._seal)})
        return asked, given


def take_query(environ: Environ) -> dict[str, str]:
    """Take what a form asks for; whoever only looks at a page asks for nothing.

    It goes out of the query, and of the address that the browser came from: spans hold both.
    """
    parts = environ.get("QUERY_STRING", "").split("&")
    chosen = [part for part in parts if unquote_plus(part.partition("=")[0]) in QUERY]
    if chosen:
        environ["QUERY_STRING"] = "&".join(part for part in parts if part not in chosen)
        environ[CHOSEN] = "&".join(chosen)
    if "HTTP_REFERER" in environ:
        environ["HTTP_REFERER"] = leave_out_query(environ["HTTP_REFERER"])
    if environ.get("REQUEST_METHOD") != "POST":
        return {}
    return from_query(environ.get(CHOSEN, ""))


def leave_out_query(referer: str) -> str:
    """Leave a choice out of an address."""
    try:
        entries = from_query(urlsplit(referer).query)
    except ValueError:
        return referer
    return referer.partition("?")[0] if entries else referer


def read_control(environ: Environ) -> dict[str, str]:
    """Read the header by which the inventory tells the third party how to behave."""
    return own_entries(read_baggage(environ.pop(CONTROL, "")))


def own_entries(baggage: Mapping[str, str]) -> dict[str, str]:
    """Choose what the sandbox reads."""
    return {key: baggage[key] for key in KEYS if key in baggage}
