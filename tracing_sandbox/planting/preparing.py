"""Makes what causes need and no request should wait for, in the background of a service's start."""

import importlib
from collections.abc import Callable
from threading import Thread
from typing import Any

from tracing_sandbox.faults.catalogue import SCENARIOS


def prepare(service: str, application: Any) -> None:
    """Begin to make it; the thread ends when all of it is made."""
    steps = find_steps(service)
    if steps:
        Thread(target=run, args=(steps, application), daemon=True).start()


def find_steps(service: str) -> list[Callable[[Any], None]]:
    """List what the scenarios need in a service, each once."""
    modules = [importlib.import_module(scenario.module) for scenario in SCENARIOS.values()]
    steps = [getattr(module, "PREPARE", {}).get(service) for module in modules]
    return list(dict.fromkeys(step for step in steps if step))


def run(steps: list[Callable[[Any], None]], application: Any) -> None:
    """Make one after the other."""
    for step in steps:
        step(application)
