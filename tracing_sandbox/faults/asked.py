"""What one request asks for: which scenarios, with which delays, by which seed, broken or mended.

It goes with the request as entries of its baggage. Between services a token stands in place of
each name: a header that somebody records does not tell what was planted.
"""

import math
import random
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from tracing_sandbox.faults.catalogue import find_scenario
from tracing_sandbox.faults.catalogue.scenario import Scenario
from tracing_sandbox.faults.seal import Seal, is_sealed

SCENARIO = "sandbox.scenario"
DELAY_MS = "sandbox.delay_ms"
SEED = "sandbox.seed"
MENDED = "sandbox.mended"
KEYS = (SCENARIO, DELAY_MS, SEED, MENDED)
# How an address names each entry: `/?with=TOKEN`.
QUERY = {"with": SCENARIO, "delay_ms": DELAY_MS, "seed": SEED, "mended": MENDED}
# Where the pages find, in a request's environ, what the edge took out of its query.
CHOSEN = "sandbox.chosen"
# Between several names, and between their delays.
AND = "&"
MOST_SCENARIOS = 4
LONGEST_DELAY_MS = 30_000
SEED_BITS = 32


class AskedWronglyError(ValueError):
    """A request asks for something that there is not; the message names the entry."""


@dataclass(frozen=True)
class Asked:
    """What a request asks for; `delays_ms` belong to `names`, None where it is to be drawn.

    `salt` is the services' own, and goes into all chance: a seed alone does not tell a delay.
    """

    names: tuple[str, ...] = ()
    delays_ms: tuple[float | None, ...] = ()
    seed: int | None = None
    mended: bool = False
    salt: str = ""

    def seeded(self) -> "Asked":
        """Return the same with a seed: all services draw alike."""
        return self if self.seed is not None else replace(self, seed=secrets.randbits(SEED_BITS))

    def random_of(self, name: str) -> random.Random:
        """Return the source of chance that one scenario has in this request."""
        return random.Random(f"{self.salt}:{self.seed}:{name}")  # noqa: S311

    def delay_ms_of(self, scenario: Scenario) -> float:
        """Return the delay of one scenario: the one that was asked for, else one that is drawn.

        It is drawn from the scenario's range: no constant gives a fault away.
        """
        asked_ms = dict(self._pairs()).get(scenario.name)
        if asked_ms is not None:
            return asked_ms
        return scenario.delay_at(self.random_of(scenario.name).random())

    def without(self, name: str) -> "Asked":
        """Return the same with one scenario off."""
        kept = [(each, delay_ms) for each, delay_ms in self._pairs() if each != name]
        return replace(
            self,
            names=tuple(each for each, _ in kept),
            delays_ms=tuple(delay_ms for _, delay_ms in kept),
        )

    def entries(self, seal: Seal | None = None) -> dict[str, str]:
        """Write it as entries of baggage; with a seal, a token in place of each name."""
        names = [seal.close(name) if seal else name for name in self.names]
        delays = ["" if delay_ms is None else f"{delay_ms:g}" for _, delay_ms in self._pairs()]
        written = {
            SCENARIO: AND.join(names),
            DELAY_MS: AND.join(delays) if any(delays) else "",
            SEED: "" if self.seed is None else str(self.seed),
            MENDED: "true" if self.mended else "",
        }
        return {key: value for key, value in written.items() if value}

    def _pairs(self) -> list[tuple[str, float | None]]:
        delays_ms = (*self.delays_ms, *[None] * len(self.names))
        return list(zip(self.names, delays_ms, strict=False))


def to_query(entries: Mapping[str, str]) -> str:
    """Write entries as the query of an address."""
    written = {key: entries[entry] for key, entry in QUERY.items() if entries.get(entry)}
    return urlencode(written)


def from_query(query: str) -> dict[str, str]:
    """Read entries from the query of an address; what else is in it is left out."""
    given = dict(parse_qsl(query))
    return {entry: given[key] for key, entry in QUERY.items() if key in given}


def read_asked(entries: Mapping[str, str], seal: Seal | None = None) -> Asked | None:
    """Read the entries; None where they ask for nothing.

    Raises ValueError: UnknownScenarioError, BrokenSealError or AskedWronglyError.
    """
    if not any(entries.get(key) for key in KEYS):
        return None
    given = [part for part in entries.get(SCENARIO, "").split(AND) if part]
    if len(given) > MOST_SCENARIOS:
        raise AskedWronglyError(
            f"{SCENARIO} names {len(given)}: expected {MOST_SCENARIOS} at most."
        )
    names = tuple(seal.open(part) if seal and is_sealed(part) else part for part in given)
    for name in names:
        find_scenario(name)
    if len(set(names)) < len(names):
        raise AskedWronglyError("A scenario is named twice.")
    return Asked(
        names,
        _read_delays(entries.get(DELAY_MS, "")),
        _read_seed(entries.get(SEED, "")),
        _read_mended(entries.get(MENDED, "")),
    )


def _read_delays(text: str) -> tuple[float | None, ...]:
    return tuple(_read_delay(part) if part else None for part in text.split(AND)) if text else ()


def _read_delay(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= LONGEST_DELAY_MS:
        expected = f"expected milliseconds from 0 to {LONGEST_DELAY_MS}"
        raise AskedWronglyError(f"{DELAY_MS}={text[:32]}: {expected}.")
    return value


def _read_seed(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text) < 2**SEED_BITS):
        raise AskedWronglyError(f"{SEED}={text[:32]}: expected a whole number below 2^{SEED_BITS}.")
    return int(text)


def _read_mended(text: str) -> bool:
    if text not in ("", "true", "false"):
        raise AskedWronglyError(f"{MENDED}={text[:32]}: expected true or false.")
    return text == "true"
