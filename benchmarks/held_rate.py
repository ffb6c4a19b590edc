"""Finds the highest rate that this machine holds, traced and not: `python -m benchmarks.held_rate`.

`sandbox load --arrivals ramp` climbs in steps against sandboxes of its own that stand side by side,
in turns; nothing is planted, and generator, services, Collector and Jaeger share the machine. A
step is held if all of it is sent, 99 of 100 requests take less than 500 ms from when they were
meant to start, none fails and no trace is lost. A run that is not valid counts for nothing.

traced: as `sandbox up` starts it; the generator's own spans are made and sent as well.
plain: nothing is instrumented, neither services nor generator (see `benchmarks.cost_of_an_order`).
"""

import argparse
import json
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.cost_of_an_order import MODES
from tracing_sandbox.running.trial import TrialSandbox, open_trial

COMPARED = ("plain", "traced")
MIX = "[journeys]\nbrowse = 0.35\norder = 0.30\nlook = 0.25\nretry = 0.10\n"


@dataclass
class Candidate:
    """A running sandbox, the rates that it held, and what gave in."""

    mode: str
    sandbox: TrialSandbox
    mix: Path
    held: list[float] = field(default_factory=list)


def main() -> None:
    """Climb with each, and print the rates and their ratio."""
    arguments = parse_arguments()
    with ExitStack() as sandboxes:
        candidates = [sandboxes.enter_context(running(mode)) for mode in COMPARED]
        for number in range(arguments.rounds):
            for candidate in candidates if number % 2 else candidates[::-1]:
                climb(candidate, arguments.rate, arguments.duration, number + 1)
    print_report(candidates)


def parse_arguments() -> argparse.Namespace:
    """Read how often, how high and how long."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--rate", type=float, default=240, help="requests a second of the last step"
    )
    parser.add_argument("--duration", default="120s")
    return parser.parse_args()


@contextmanager
def running(mode: str) -> Iterator[Candidate]:
    """Start a sandbox in this mode, and stop it in the end."""
    print(f"starting {mode}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        mix = Path(folder) / "mix.toml"
        mix.write_text(MIX)
        with open_trial(Path(folder) / "home", **MODES[mode]) as sandbox:
            yield Candidate(mode, sandbox, mix)


def climb(candidate: Candidate, rate: float, duration: str, seed: int) -> None:
    """Climb once, and say how far it came."""
    options = ("--rate", f"{rate:g}", "--duration", duration, "--mix", str(candidate.mix))
    finished = candidate.sandbox.run(
        "load", "--arrivals", "ramp", *options, "--seed", str(seed), "--json", timeout_s=600
    )
    if not finished.stdout.startswith("{"):
        raise RuntimeError(finished.stderr)
    print(f"round {seed}, {candidate.mode}: {take(candidate, finished.stdout)}", flush=True)


def take(candidate: Candidate, printed: str) -> str:
    """Take the rate from a run's document and say it; of a run that is not valid none is taken."""
    document = json.loads(printed)
    ramp, verdict = document["ramp"], document["verdict"]
    gave_in = ramp["gave_in"]
    said = gave_in["sentence"] if gave_in else "The last step was held: climb higher."
    held = ramp["held_rate"] or 0.0
    if not verdict["valid"]:
        return f"not counted, held {held:g}/s. {' '.join(verdict['reasons'])} {said}"
    candidate.held.append(held)
    return f"held {held:g}/s. {said}"


def print_report(candidates: list[Candidate]) -> None:
    """Print each rate, and the ratio."""
    medians = {each.mode: statistics.median(each.held) for each in candidates if each.held}
    for each in candidates:
        held = ", ".join(f"{rate:g}" for rate in each.held)
        if each.held:
            print(f"{each.mode}: {medians[each.mode]:g} requests a second held ({held})")
        else:
            print(f"{each.mode}: no round was valid")
    if medians.get("traced") and "plain" in medians:
        print(f"plain / traced: {medians['plain'] / medians['traced']:.2f}")


if __name__ == "__main__":
    main()
