"""What is known beside the traces: what services logged meanwhile, what the Collector refused."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

LONGEST_LINE = 200


def _no_logs() -> Mapping[str, Sequence[str]]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Log lines by service from the time of the traces, and the Collector's wrong requests.

    Both may be empty: it is evidence beside the traces, and never needed.
    """

    logs: Mapping[str, Sequence[str]] = field(default_factory=_no_logs)
    wrong_requests: Sequence[str] = ()

    def line_of(self, service: str, pattern: re.Pattern[str]) -> str | None:
        """Find the first line of a service that matches."""
        found = (line for line in self.logs.get(service, ()) if pattern.search(line))
        line = next(found, None)
        return None if line is None else line.strip()[:LONGEST_LINE]


NOTHING_KNOWN = Circumstances()
