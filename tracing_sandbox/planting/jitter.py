"""Draws the third party's latency from the request's own seed: two runs of it are the same."""

import random
from typing import Any

from tracing_sandbox.planting.current import current


def draw_by_seed(wrapped: Any, _instance: Any, args: Any, kwargs: Any) -> Any:
    """Draw the latency of a question."""
    request = current.get()
    if request is None:
        return wrapped(*args, **kwargs)
    return wrapped(random.Random(f"{request.asked.seed}:latency"))  # noqa: S311
