"""Calls for causes to stand around, outside of any service."""

import random
from collections.abc import Callable
from typing import Any

from tracing_sandbox.faults.call import Call


def call_of(
    function: Callable[..., Any], *args: Any, delay_ms: float = 0, instance: Any = None
) -> Call:
    """Make a call as a place does."""

    def proceed(*own: Any, **named: Any) -> Any:
        return function(*(own or args), **named)

    return Call(proceed, args, {}, instance, delay_ms, random.Random(1), {})


def say_done(*_: Any) -> str:
    """Be the function that a cause stands around."""
    return "done"
