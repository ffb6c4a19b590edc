"""What a run was asked for: the command that repeats it, and its mix as a file to copy."""

import json
import re
from collections.abc import Mapping
from typing import Any

from tracing_sandbox.invocation import typed
from tracing_sandbox.load.mix import LIMITS, default_mix

MIX_FILE = "mix.toml"
# What TOML reads as a key without quotes.
BARE = re.compile(r"[A-Za-z0-9_-]+")


def is_usual(mix: Mapping[str, Any]) -> bool:
    """Say whether this is the mix that is sent unless another one is named."""
    return dict(mix) == default_mix().model_dump()


def command_of(run: Mapping[str, Any]) -> str:
    """Write the command that sends the same requests at the same times."""
    words = [
        "load",
        f"--rate {run['rate']:g}",
        f"--duration {run['duration_s']:g}s",
        f"--arrivals {run['arrivals']}",
        f"--seed {run['seed']}",
    ]
    if not is_usual(run["mix"]):
        words.append(f"--mix {MIX_FILE}")
    if run["workers"]:
        words.append(f"--workers {run['workers']}")
    return typed(" ".join(words))


def mix_lines(mix: Mapping[str, Any]) -> list[str]:
    """Write a mix as the lines of a file that `--mix` takes."""
    lines = [f"sold_out = {mix['sold_out']!r}", ""] if mix.get("sold_out") else []
    for table in ("journeys", "scenarios", "at_most"):
        rows = mix.get(table) or {}
        if rows:
            lines += [f"[{table}]", *(f"{_key(key)} = {rows[key]!r}" for key in rows), ""]
    return lines


def _key(name: str) -> str:
    return name if BARE.fullmatch(name) else json.dumps(name)


def limit_meaning(name: str) -> str:
    """Say what a limit counts."""
    return LIMITS.get(name, name)
