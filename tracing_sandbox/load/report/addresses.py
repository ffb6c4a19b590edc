"""Where a trace can be looked at: the pages that the result names, also for ids it only lists."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote


class Addresses:
    """The pages of traces, as the result has them for its exemplars and its slowest requests."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._pages = next(_pages(document), [])

    def pages_of(self, trace_id: object) -> list[dict[str, str]]:
        """List the pages of a trace; none where the result names no page of any."""
        written = quote(str(trace_id), safe="", errors="replace")
        return [
            {"name": name, "url": f"{before}{written}{after}"}
            for name, before, after in self._pages
        ]


def _pages(document: Mapping[str, Any]) -> Iterator[list[tuple[str, str, str]]]:
    for told in [*document["exemplars"], *document["slowest"]]:
        trace_id, pages = str(told["trace_id"]), told["pages"]
        if trace_id and pages:
            parted = [(each["name"], *str(each["url"]).partition(trace_id)) for each in pages]
            if all(between for _, _, between, _ in parted):
                yield [(name, before, after) for name, before, _, after in parted]
