"""Ends parts stage by stage, so that requests end and spans still find their way."""

from collections.abc import Collection
from itertools import chain

from tracing_sandbox.running.parts import STOP_STAGES
from tracing_sandbox.running.processes import (
    Hurry,
    find_families,
    kill_processes,
    never,
    wait_for_ends,
)
from tracing_sandbox.running.supervisor import Supervisor


def stop_parts(
    supervisor: Supervisor, names: Collection[str], longest_s: float, hurry: Hurry = never
) -> None:
    """Stop the parts with these names, and kill those that take longer than they may."""
    parts = supervisor.processes() or []
    pids = {found["name"]: found["pid"] for found in parts if found["pid"]}
    for stage in STOP_STAGES:
        ending = [name for name in stage if name in names]
        families = find_families(pids[name] for name in ending if name in pids)
        for name in ending:
            supervisor.stop_part(name)
        running = list(chain.from_iterable(families.values()))
        kill_processes(wait_for_ends(running, longest_s, hurry))
