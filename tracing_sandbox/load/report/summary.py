"""What a run was asked for: the command that repeats it, and its mix as a file to copy."""

import json
import re
import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from tracing_sandbox.invocation import typed
from tracing_sandbox.load.planning.arrivals import KINDS
from tracing_sandbox.load.planning.mix import LIMITS, default_mix

MIX_FILE = "mix.toml"
# What TOML reads as a key without quotes.
BARE = re.compile(r"[A-Za-z0-9_-]+")


def is_usual(mix: Mapping[str, Any]) -> bool:
    """Say whether what is sent is what is sent unless another mix is named, whatever its limits."""
    return {**mix, "at_most": {}} == {**default_mix().model_dump(), "at_most": {}}


def command_of(run: Mapping[str, Any]) -> str:
    """Write the command that sends the same requests at the same times, where the run was made."""
    return _command(run, _mix_words(run))


def command_with_copy(run: Mapping[str, Any]) -> str:
    """Write it for a machine on which the mix, limits and all, was saved as a file first."""
    return _command(run, _limit_words(run) if is_usual(run["mix"]) else [f"--mix {MIX_FILE}"])


def _command(run: Mapping[str, Any], mix: Sequence[str]) -> str:
    return typed(" ".join(["load", *_when(run), f"--seed {run['seed']}", *mix, *_workers(run)]))


def _when(run: Mapping[str, Any]) -> list[str]:
    """Say when requests are sent: a file of arrivals leaves neither rate nor duration open."""
    arrivals = str(run["arrivals"])
    if arrivals not in KINDS:
        return [f"--arrivals {shlex.quote(arrivals)}"]
    paced = [f"--rate {run['rate']:.12g}", f"--duration {run['duration_s']:.12g}s"]
    return [*paced, f"--arrivals {arrivals}"]


def _mix_words(run: Mapping[str, Any]) -> list[str]:
    """Name the mix; its limits too, as some may have come from the command line."""
    file = run.get("mix_file") or ("" if is_usual(run["mix"]) else MIX_FILE)
    return [*([f"--mix {shlex.quote(file)}"] if file else []), *_limit_words(run)]


def _limit_words(run: Mapping[str, Any]) -> list[str]:
    limits = run["mix"].get("at_most") or {}
    return [f"--at-most {shlex.quote(f'{name}={limits[name]:.12g}')}" for name in limits]


def _workers(run: Mapping[str, Any]) -> list[str]:
    workers, remote = run["workers"], run.get("remote")
    number = [f"--workers {workers}"] if workers > 1 else []
    return [*number, *(["--remote"] if remote else [])]


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
