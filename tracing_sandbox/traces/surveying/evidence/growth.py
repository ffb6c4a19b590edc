"""What has grown in the traces that something touched, and who accounts for it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from statistics import median_low

from tracing_sandbox.traces.measuring.part import Part
from tracing_sandbox.traces.surveying.evidence.contrast import contrast
from tracing_sandbox.traces.surveying.evidence.observation import Observation, Operation
from tracing_sandbox.traces.surveying.evidence.suspect import Suspect, specificity, suspects_of

SURELY_GROWN = 3.0
NEARLY_ALL = 0.85


@dataclass(frozen=True, slots=True)
class Sides:
    """The touched observations of one operation, and those to compare them with."""

    touched: Sequence[Observation]
    usual: Sequence[Observation]


def sides_of(
    touched: Collection[int], observations: Sequence[Observation], until: int | None = None
) -> list[Sides]:
    """Put touched observations beside the others of their operations, or those `until` a number."""
    sides: dict[Operation, tuple[list[Observation], list[Observation]]] = {}
    for number, observation in enumerate(observations):
        of_touched, of_usual = sides.setdefault(observation.operation, ([], []))
        if number in touched:
            of_touched.append(observation)
        elif until is None or number < until:
            of_usual.append(observation)
    return [Sides(*both) for both in sides.values() if all(both)]


def grown_parts(sides: Iterable[Sides]) -> dict[Part, int]:
    """Say by how much each part surely grew, in all touched observations together.

    It is the difference of the medians: half of the touched ones must show it.
    """
    sides = list(sides)
    grown = {}
    for part in {part for side in sides for part in _common_parts(side.touched)}:
        times = [(_times(part, side.touched), _times(part, side.usual)) for side in sides]
        gain_ns = sum(len(now) * (median_low(now) - median_low(usual)) for now, usual in times)
        if gain_ns > 0 and contrast(times) >= SURELY_GROWN:
            grown[part] = gain_ns
    return grown


def _common_parts(observations: Sequence[Observation]) -> list[Part]:
    """List the parts that at least half of these show: of others the median is 0."""
    counts = Counter(part for each in observations for part in each.parts)
    return [part for part, count in counts.items() if count * 2 >= len(observations)]


def _times(part: Part, observations: Iterable[Observation]) -> list[int]:
    return [observation.parts.get(part, 0) for observation in observations]


def account_for(grown: Mapping[Part, int]) -> dict[Suspect, int]:
    """Say how much of the growth each suspect accounts for."""
    accounts: dict[Suspect, int] = {}
    for part, gain_ns in grown.items():
        for suspect in suspects_of(part):
            accounts[suspect] = accounts.get(suspect, 0) + gain_ns
    return accounts


def prime_suspect(accounts: Mapping[Suspect, int], total_ns: int) -> Suspect:
    """Choose the most specific that accounts for nearly all, or else who accounts for most."""
    near = [suspect for suspect, ns in accounts.items() if ns >= NEARLY_ALL * total_ns]
    near = near or [max(accounts, key=lambda suspect: (accounts[suspect], suspect.service))]
    return min(near, key=lambda each: (specificity(each), -accounts[each], each.service))


def time_of(parts: AbstractSet[Part], times_ns: Mapping[Part, int]) -> int:
    """Say how long some parts took together; of all parts there may be as many as requests."""
    return sum(time_ns for part, time_ns in times_ns.items() if part in parts)


def time_in(parts: AbstractSet[Part], observations: Iterable[Observation]) -> list[int]:
    """Say how long some parts took together, in each observation that shows one of them."""
    return [
        time_of(parts, each.parts)
        for each in observations
        if not each.parts.keys().isdisjoint(parts)
    ]
