"""What is looked for in Jaeger: what it can narrow down itself, and what is looked at here."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from tracing_sandbox.traces.explaining.failed_spans import count_failed
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.measuring.figures import MILLISECOND
from tracing_sandbox.traces.measuring.part import first_of
from tracing_sandbox.traces.measuring.tree import build_tree
from tracing_sandbox.traces.reading.fields.moment import LATEST_NS
from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace import Trace

METHOD_KEYS = ("http.request.method", "http.method")
PATH_KEYS = ("url.path", "http.target", "url.full", "http.url")
# Asked for by machines and browsers, not by people: they stand between the requests that matter.
BACKGROUND = re.compile(
    r"/(?:health|healthz|healthcheck|livez?|readyz?|ready|ping|metrics|favicon\.ico)/?"
    r"|/static/.*|.*\.(?:css|js|map|svg|png|jpe?g|gif|webp|ico|woff2?)"
    r"|(?:/api)?(?:/v\d+)?/(?:docs|redoc|openapi\.json|swagger(?:\.json)?)/?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A trace that may be looked for: its root, and when its spans that Jaeger looked at began."""

    trace: Trace
    root: Span
    starts_ns: tuple[int, ...]

    @property
    def began_ns(self) -> int:
        """Say when the first of those spans began: its place among others."""
        return self.starts_ns[0]

    @property
    def took_ns(self) -> int:
        """Say how long it took."""
        return self.root.duration_ns

    @property
    def is_background(self) -> bool:
        """Say whether it did well, and was for a health check, an asset or an API's page."""
        is_read = first_of(self.root, METHOD_KEYS) in ("", "GET", "HEAD")
        if self.root.kind != "server" or not is_read:
            return False
        path = _path(first_of(self.root, PATH_KEYS))
        return bool(BACKGROUND.fullmatch(path)) and not count_failed(self.trace.spans)


@dataclass(frozen=True, slots=True)
class Search:
    """Which traces are looked for; what is empty or 0 leaves it open.

    They began from `since_ns` on and before `until_ns`. `operation` is the name of a span, `value`
    what an attribute of a span has, such as the id of an order. `background` takes health checks,
    assets and an API's pages in.
    """

    service: str = ""
    operation: str = ""
    least_ns: int = 0
    value: str = ""
    errors: bool = False
    background: bool = False
    since_ns: int = 0
    until_ns: int = LATEST_NS

    @property
    def is_narrow(self) -> bool:
        """Say whether it leaves out traces that others on the list may be compared with."""
        return bool(self.operation or self.least_ns or self.value or self.errors)

    def finds(self, candidate: Candidate) -> bool:
        """Say whether a trace is one that is looked for."""
        spans = candidate.trace.spans
        return (
            self.since_ns <= candidate.began_ns < self.until_ns
            and candidate.took_ns >= self.least_ns
            and (not self.errors or count_failed(spans) > 0)
            and any(self._is_of(span) for span in spans)
            and (not self.value or any(_carries(span, self.value) for span in spans))
        )

    def candidates(self, traces: list[Trace], least_ns: int) -> Iterator[Candidate]:
        """Find the root of each trace, and when the spans began that Jaeger found it by."""
        for trace in traces:
            found = [s.start_ns for s in trace.spans if self._is_found_by(s, least_ns)]
            if found:
                tree = build_tree(trace)
                yield Candidate(trace, tree.spans[tree.main], tuple(sorted(found)))

    def _is_found_by(self, span: Span, least_ns: int) -> bool:
        return span.duration_ns >= least_ns if least_ns else self._is_of(span)

    def _is_of(self, span: Span) -> bool:
        return self.service in ("", span.service) and self.operation in ("", span.name)


class Answer(NamedTuple):
    """What Jaeger gave; `is_all` says that it has no other."""

    found: Sequence[Candidate]
    is_all: bool


def ask_jaeger(
    client: JaegerClient,
    search: Search,
    count: int,
    *,
    since_ns: int = 0,
    until_ns: int = LATEST_NS,
    least_ns: int = 0,
) -> Answer:
    """Fetch the traces that came last of those that may be looked for.

    Of a trace's duration Jaeger knows nothing, only of its spans': any may be the root.
    """
    least_ns = max(least_ns, search.least_ns)
    traces = client.find_traces(
        None if least_ns else search.service or None,
        count,
        since=max(search.since_ns, since_ns),
        until=min(search.until_ns, until_ns) - 1,
        operation=None if least_ns else search.operation or None,
        min_duration_ms=least_ns / MILLISECOND,
    )
    is_all = len(traces) < min(count, client.most_traces)
    return Answer(list(search.candidates(traces, least_ns)), is_all)


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _carries(span: Span, value: str) -> bool:
    return any(
        isinstance(each, str | int) and str(each) == value for each in span.attributes.values()
    )
