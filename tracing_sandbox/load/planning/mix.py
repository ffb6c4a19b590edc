"""The mix: what visitors do, what is planted in their orders, and what the run must keep to."""

import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from importlib import resources
from math import fsum
from pathlib import Path
from typing import Annotated, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from tracing_sandbox.errors import WrongUsageError
from tracing_sandbox.faults.catalogue import find_scenario
from tracing_sandbox.load.planning.journeys import JOURNEYS, may_be_planted_in

Share: TypeAlias = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Limit: TypeAlias = Annotated[float, Field(ge=0, allow_inf_nan=False)]
ROUNDING = 1e-6
# What may be limited, and what it counts.
LIMITS = {
    "p50_ms": "median latency, from the intended start",
    "p95_ms": "latency that 95 of 100 requests keep to, from the intended start",
    "p99_ms": "latency that 99 of 100 requests keep to, from the intended start",
    "error_rate": "share of the requests that failed, but for those that failed as planted",
    "lost": "traces that never arrived",
    "broken": "traces that arrived in part",
    "healthy_blamed": "traces that are blamed though nothing was planted, rightly or not",
    "wrong_blame": "traces that are blamed for what was not planted in them",
    "missed": "share of what was planted and not found",
}


class Mix(BaseModel):
    """What is sent: shares of the journeys, and of the orders in which a scenario is planted.

    `sold_out` is the share of the orders that ask for more than is on the shelf. `at_most` are the
    limits that the run must keep to, by their names in `LIMITS`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    journeys: Mapping[str, Share]
    scenarios: Mapping[str, Share] = Field(default_factory=dict)
    sold_out: Share = 0.0
    at_most: Mapping[str, Limit] = Field(default_factory=dict)

    @field_validator("journeys")
    @classmethod
    def know_journeys(cls, journeys: Mapping[str, float]) -> Mapping[str, float]:
        """Require journeys that there are, whose shares add up to 1."""
        for name in journeys:
            require_known(name, JOURNEYS, "journey")
        total = fsum(journeys.values())
        if abs(total - 1) > ROUNDING:
            raise ValueError(f"the shares add up to {total:g}; expected 1")
        return journeys

    @field_validator("scenarios")
    @classmethod
    def know_scenarios(cls, scenarios: Mapping[str, float]) -> Mapping[str, float]:
        """Require scenarios of the catalogue."""
        for name in scenarios:
            find_scenario(name)
        return scenarios

    @field_validator("at_most")
    @classmethod
    def know_limits(cls, limits: Mapping[str, float]) -> Mapping[str, float]:
        """Require limits that there are."""
        for name in limits:
            require_known(name, LIMITS, "limit")
        return limits

    @model_validator(mode="after")
    def leave_room(self) -> Self:
        """Require that no order is asked for two things, and that there are orders to plant in."""
        total = fsum([*self.scenarios.values(), self.sold_out])
        if total > 1 + ROUNDING:
            raise ValueError(f"the shares of scenarios and sold_out add up to {total:g}; above 1")
        planted_in = (name for name, share in self.journeys.items() if share)
        if total and not any(map(may_be_planted_in, planted_in)):
            raise ValueError(
                "scenarios are planted in orders that are not sent again, and no journey has one"
            )
        return self

    @property
    def requests_per_arrival(self) -> float:
        """Say how many requests a visitor sends on average."""
        return fsum(share * len(JOURNEYS[name]) for name, share in self.journeys.items())


def require_known(name: str, known: Mapping[str, object], what: str) -> None:
    """Raise ValueError for a name that there is not, and list near ones."""
    if name in known:
        return
    near = get_close_matches(name, known, 1)
    hint = f"did you mean {near[0]}?" if near else f"expected some of {', '.join(known)}"
    raise ValueError(f"there is no {what} {name!r}; {hint}")


def default_mix() -> Mix:
    """Return the mix that is sent unless another one is named."""
    text = (resources.files("tracing_sandbox.load.planning") / "mix.toml").read_text()
    return Mix.model_validate(tomllib.loads(text))


def read_mix(path: Path) -> Mix:
    """Read a mix from a TOML file; WrongUsageError names what is wrong, and where in it."""
    try:
        return Mix.model_validate(tomllib.loads(path.read_text()))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise WrongUsageError(f"Cannot read {path}: {reason}.", "Name a mix in TOML.") from error
    except tomllib.TOMLDecodeError as error:
        raise WrongUsageError(f"{path} is no TOML: {error}.", "Mend that line.") from error
    except ValidationError as error:
        found = error.errors()[0]
        where = ".".join(str(part) for part in found["loc"]) or "the whole"
        said = end_sentence(found["msg"].removeprefix("Value error, "))
        raise WrongUsageError(f"{path}, {where}: {said}", "Mend it, and run this again.") from error


def end_sentence(text: str) -> str:
    """End a sentence that may have an end already."""
    return text if text.endswith((".", "?")) else f"{text}."
