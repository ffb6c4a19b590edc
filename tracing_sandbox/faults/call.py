"""A call of a service's function around which a cause stands."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Call:
    """The call as the service makes it, and what this request asks of the cause.

    `proceed` makes it, with its own arguments if none are given. `instance` is the object of a
    method. `stage` is kept for one scenario through one request in one process.
    """

    proceed: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    instance: Any
    delay_ms: float
    random: random.Random
    stage: dict[str, Any]

    @property
    def delay_s(self) -> float:
        """Return the delay in seconds."""
        return self.delay_ms / 1000


Around: TypeAlias = Callable[[Call], Any]
# A place is `module:attribute`, as the service looks it up when it calls; `inventory@` before it
# says in which service alone, where several have the module; `inventory:wsgi` is the application.
Places: TypeAlias = Mapping[str, Around]


def in_place_of(function: Callable[..., Any]) -> Around:
    """Call a function with the call's own arguments, in place of the call itself."""

    @wraps(function)
    def around(call: Call) -> Any:
        return function(*call.args, **call.kwargs)

    return around
