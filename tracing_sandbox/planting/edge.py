"""The edge of a service's application: reads what a request asks for, before anything else does.

It lies outside of the instrumentation. What comes in as a name goes on as a token.
"""

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from typing import Any, TypeAlias
from urllib.parse import parse_qs

from opentelemetry.baggage import get_all, set_baggage
from opentelemetry.baggage.propagation import W3CBaggagePropagator
from opentelemetry.context import Context

from tracing_sandbox.faults.asked import DELAY_MS, KEYS, MENDED, SCENARIO, SEED, Asked, read_asked
from tracing_sandbox.faults.seal import Seal
from tracing_sandbox.planting.carrying import BEHAVIOUR
from tracing_sandbox.planting.current import serving
from tracing_sandbox.planting.places import Place

Environ: TypeAlias = MutableMapping[str, Any]
Application: TypeAlias = Callable[..., Iterable[bytes]]
Refuse: TypeAlias = Callable[[Environ, Any, str, str], Iterable[bytes]]

BAGGAGE = "HTTP_BAGGAGE"
CONTROL = "HTTP_" + BEHAVIOUR.upper().replace("-", "_")
# How a page's form names it: `POST /?with=TOKEN`.
QUERY = {"with": SCENARIO, "delay_ms": DELAY_MS, "seed": SEED, "mended": MENDED}
propagator = W3CBaggagePropagator()


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
            asked = self._read(environ)
        except ValueError as error:
            return self._refuse(environ, start_response, "unknown-scenario", str(error))
        if asked is None:
            return self._application(environ, start_response)
        with serving(asked):
            return self._serve(environ, start_response)

    def _serve(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        answer: Iterable[bytes] = self._place(
            self._application, None, (environ, start_response), {}
        )
        return answer

    def _read(self, environ: Environ) -> Asked | None:
        baggage = read_baggage(environ.get(BAGGAGE, ""))
        entries = {**read_query(environ), **own_entries(baggage), **read_control(environ)}
        asked = read_asked(entries, self._seal)
        if asked is None:
            return None
        asked = asked.seeded()
        others = {key: value for key, value in baggage.items() if key not in KEYS}
        environ[BAGGAGE] = write_baggage({**others, **asked.entries(self._seal)})
        return asked


def read_query(environ: Environ) -> dict[str, str]:
    """Read what a form asks for; whoever only looks at a page asks for nothing."""
    if environ.get("REQUEST_METHOD") != "POST":
        return {}
    query = parse_qs(environ.get("QUERY_STRING", ""))
    return {entry: query[name][0] for name, entry in QUERY.items() if name in query}


def read_control(environ: Environ) -> dict[str, str]:
    """Read the header by which the inventory tells the third party how to behave."""
    return own_entries(read_baggage(environ.pop(CONTROL, "")))


def own_entries(baggage: Mapping[str, str]) -> dict[str, str]:
    """Choose what the sandbox reads."""
    return {key: baggage[key] for key in KEYS if key in baggage}


def read_baggage(header: str) -> dict[str, str]:
    """Read a header as the W3C has it."""
    context = propagator.extract({"baggage": header}, Context()) if header else Context()
    return {key: str(value) for key, value in get_all(context).items()}


def write_baggage(entries: Mapping[str, str]) -> str:
    """Write a header as the W3C has it."""
    context, carrier = Context(), dict[str, str]()
    for key, value in entries.items():
        context = set_baggage(key, value, context)
    propagator.inject(carrier, context)
    return carrier.get("baggage", "")
