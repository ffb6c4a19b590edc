"""What the next order is to have: chosen in a form, sealed, and carried in the address."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import HttpRequest, QueryDict

from tracing_sandbox.faults.asked import (
    AND,
    CHOSEN,
    DELAY_MS,
    MENDED,
    SCENARIO,
    Asked,
    AskedWronglyError,
    from_query,
    read_asked,
    to_query,
)
from tracing_sandbox.faults.catalogue import SCENARIOS
from tracing_sandbox.faults.catalogue.scenario import Scenario
from tracing_sandbox.faults.seal import Seal, is_known
from tracing_sandbox.pages.conf import read_settings

ORDERED_AT = "/"
ON = "on"
GROUPS = {
    "thirdparty": "In the third party",
    "inventory": "In the inventory",
    "frontend": "In the shop",
    "tracing": "In the tracing itself",
}


@dataclass(frozen=True)
class Choice:
    """What the next order is to have; `sealed` where whoever orders is not to know it.

    `query` carries it to the order. `refused` says why no order can have it.
    """

    query: str
    asked: Asked = field(default_factory=Asked)
    sealed: bool = False
    refused: str = ""

    @property
    def titles(self) -> list[str]:
        """Name what was chosen, in words."""
        return titles_of(self.asked.names)

    @property
    def delay_ms(self) -> float | None:
        """Return the delay that was chosen with it; None where it is drawn."""
        return next(iter(self.asked.delays_ms), None)


def titles_of(names: Iterable[str]) -> list[str]:
    """Return the titles of scenarios; one that is gone from the catalogue keeps its name."""
    return [SCENARIOS[name].title if name in SCENARIOS else name for name in names]


def group_scenarios() -> list[tuple[str, str, list[Scenario]]]:
    """Group the catalogue by where things are broken: key, heading, scenarios."""
    grouped: dict[str, list[Scenario]] = {key: [] for key in GROUPS}
    for scenario in SCENARIOS.values():
        grouped["tracing" if scenario.finding else scenario.acts_in].append(scenario)
    return [(key, GROUPS[key], scenarios) for key, scenarios in grouped.items() if scenarios]


def read_form(fields: QueryDict) -> Asked:
    """Read what was chosen in a form; ValueError says what is wrong with it."""
    names = [name for name in fields.getlist("scenario") if name]
    if not names:
        raise AskedWronglyError("Nothing is chosen. Choose what to break.")
    entries = {
        SCENARIO: AND.join(names),
        DELAY_MS: fields.get("delay_ms", "").strip(),
        MENDED: "true" if fields.get("mended") == ON else "",
    }
    return read_asked(entries) or Asked()


def lead_to_order(asked: Asked) -> str:
    """Return where an order is placed that has what was chosen: a token stands for each name."""
    tokens = [open_seal().close(name, known=True) for name in asked.names]
    query = to_query({**asked.entries(), SCENARIO: AND.join(tokens)})
    return f"{ORDERED_AT}?{query}"


def read_choice(request: HttpRequest) -> Choice | None:
    """Return what the order that this page leads to is to have; None where that is nothing."""
    carried = request.META.get(CHOSEN, "")
    entries = from_query(carried)
    if not (read_settings().seal_key and entries.get(SCENARIO)):
        return None
    try:
        asked = read_asked(entries, open_seal()) or Asked()
    except ValueError as error:
        return Choice(carried, refused=str(error))
    sealed = not all(is_known(part) for part in entries[SCENARIO].split(AND) if part)
    return Choice(carried, Asked() if sealed else asked, sealed)


def open_seal() -> Seal:
    """Return the seal of the services' key."""
    return Seal(read_settings().seal_key, SCENARIOS)
