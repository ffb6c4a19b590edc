"""The arrivals in which one thing was planted, by what their traces say; `found` has a row each."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

# Stands after what is said of a trace where the record shows it as well.
AGREED = ", and the record agrees"


@dataclass(frozen=True)
class Said:
    """Something that traces say though it was not planted in them, how often, and one of them."""

    what: str
    count: int
    trace_id: str

    def as_document(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {"what": self.what, "count": self.count, "trace_id": self.trace_id}


@dataclass
class Row:
    """The arrivals in which one thing was planted, by what their traces say.

    Each is counted once: it was `found`, `nothing` was said, something `other` was, or the trace is
    `lost`. Where nothing was planted nothing can be found, and `nothing` is right. What is blamed
    there is `other` too, but for that with which the record agrees (`borne_out`): the request
    failed or began late, or was slow as most others were at the time.
    """

    planted: str
    found: int = 0
    nothing: int = 0
    other: int = 0
    lost: int = 0
    borne_out: int = 0
    what: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Count all of them."""
        return self.found + self.nothing + self.other + self.lost + self.borne_out

    @property
    def said(self) -> list[Said]:
        """List what else was said: first that with which the record does not agree, most often."""
        said = [Said(what, count, self.examples[what]) for what, count in self.what.most_common()]
        return sorted(said, key=lambda each: each.what.endswith(AGREED))

    def note_other(self, what: str, trace_id: str, *, agrees: bool = False) -> None:
        """Count something that was not planted, and with which the record `agrees` or not."""
        if agrees:
            self.borne_out += 1
            what += AGREED
        else:
            self.other += 1
        self.what[what] += 1
        self.examples.setdefault(what, trace_id)

    def as_document(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {
            "planted": self.planted,
            "count": self.count,
            "found": self.found,
            "nothing": self.nothing,
            "other": self.other,
            "lost": self.lost,
            "borne_out": self.borne_out,
            "said": [each.as_document() for each in self.said],
        }
