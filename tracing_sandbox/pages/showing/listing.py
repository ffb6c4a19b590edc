"""What the list of traces shows: what was looked for, what was found, and what leads further."""

import time
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from tracing_sandbox.pages.drawing.trace_list import draw_list
from tracing_sandbox.pages.forms import MOST_LISTED, SORTS
from tracing_sandbox.traces.explaining.moment import rfc3339
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.coverage import Remark, tell_coverage
from tracing_sandbox.traces.jaeger.listing import Listing, list_newest, list_slowest
from tracing_sandbox.traces.jaeger.searching.search import Search

LISTED = 25
MOST_READ = 1_000
LOOK_AGAIN_S = 5
ON = "on"


class Lead(NamedTuple):
    """A sentence about the list, and a link that follows from it; without, both are empty."""

    sentence: str
    text: str = ""
    address: str = ""


def look_for_traces(client: JaegerClient, wanted: Mapping[str, Any]) -> Listing:
    """Ask Jaeger for what the form wants."""
    look = list_slowest if is_slowest(wanted) else list_newest
    limit = wanted["limit"] or LISTED
    return look(client, to_search(wanted), limit, most=MOST_READ, now_ns=time.time_ns())


def to_search(wanted: Mapping[str, Any]) -> Search:
    """Say to Jaeger's floor what the form wants."""
    return Search(
        service=wanted["service"],
        operation=wanted["operation"],
        least_ns=wanted["min_duration"],
        value=wanted["order"],
        errors=wanted["with_errors"],
        background=wanted["background"],
        since_ns=wanted["since"],
        until_ns=wanted["until"],
    )


def is_slowest(wanted: Mapping[str, Any]) -> bool:
    """Say whether the slowest stand first."""
    return bool(wanted["sort"] == "slowest")


def describe_listing(found: Listing, wanted: Mapping[str, Any], query: QueryDict) -> dict[str, Any]:
    """Return what the template `list.html` shows."""
    remarks = tell_coverage(found, to_search(wanted), slowest=is_slowest(wanted))
    first, *others = (lead_on(each, found, query) for each in remarks)
    return {
        "traces": list(draw_list(found.explanations)),
        "read": first,
        "remarks": others,
        **describe_form(query),
        "newest": link(query, until="") if query.get("until") else None,
        "live": {"every_s": LOOK_AGAIN_S, "stop": link(query, live="")} if wanted["live"] else None,
        "look_again": link(query, live=ON),
    }


def describe_form(query: QueryDict) -> dict[str, Any]:
    """Return what the form of `list.html` shows; `typed` are the fields as they were sent."""
    return {"sorts": SORTS, "typed": query}


def lead_on(remark: Remark, found: Listing, query: QueryDict) -> Lead:
    """Say where to look on after a remark."""
    match remark.kind:
        case "left_out":
            return Lead(remark.sentence, "List them too", link(query, background=ON))
        case "in_future":
            return Lead(remark.sentence, "Without them", link(query, until="now"))
        case "long_ago":
            return Lead(remark.sentence, "List them", link(query, until="1d"))
        case "read" if found.older_ns is not None:
            older = link(query, until=rfc3339(found.older_ns), live="")
            return Lead(remark.sentence, "Older traces", older)
        case "read" if found.more and len(found.explanations) < MOST_LISTED:
            more = min(MOST_LISTED, 2 * len(found.explanations))
            return Lead(remark.sentence, "More of them", link(query, limit=str(more)))
    return Lead(remark.sentence)


def link(query: QueryDict, **changed: str) -> str:
    """Return the address of the list for the same query but for what is changed."""
    fields = {**query.dict(), **changed}
    return f"{reverse('tracing_sandbox:list')}?{urlencode({k: v for k, v in fields.items() if v})}"
