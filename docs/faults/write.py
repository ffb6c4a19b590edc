"""Writes a page for each scenario: the catalogue, its code and a real order (`make faults`)."""

import os
import re
import sys
import tempfile
from pathlib import Path

from docs.faults.page import front_page, page_of
from tracing_sandbox.faults.catalogue import SCENARIOS
from tracing_sandbox.faults.catalogue.scenario import Scenario
from tracing_sandbox.running.trial import TrialSandbox, open_trial

HERE = Path(__file__).parent
HEALTHY_ORDERS = 12
COMMAND_S = 120
WIDTH = "80"
SEED = "7"
# The waterfall of 27 calls buries what it shows.
MOST_LINES = 60
TRACE_ID = re.compile(r"/traces/([0-9a-f]{32})/")
# What is different on each machine and in each run.
LINKS = re.compile(r"^See it: .*\n?", re.MULTILINE)


def main() -> None:
    """Start a sandbox of its own, place an order with each scenario, and write what it shows."""
    wanted = sys.argv[1:] or list(SCENARIOS)
    (HERE / "README.md").write_text(front_page())
    print("starting a sandbox ...")  # noqa: T201
    with tempfile.TemporaryDirectory(prefix="faults-") as home, open_trial(Path(home)) as sandbox:
        for _ in range(HEALTHY_ORDERS):
            sandbox.require("order")
        for name in wanted:
            write_page(sandbox, SCENARIOS[name])


def write_page(sandbox: TrialSandbox, scenario: Scenario) -> None:
    """Place the order and write the page."""
    shown = run(sandbox, "order", "--scenario", scenario.name, "--seed", SEED)
    found = TRACE_ID.search(shown)
    said = ""
    if scenario.finding and found:
        said = run(sandbox, "doctor", found[1])
    path = HERE / f"{scenario.name}.md"
    path.write_text(page_of(scenario, without_links(shown), without_links(said)))
    print(path)  # noqa: T201


def run(sandbox: TrialSandbox, *arguments: str) -> str:
    """Run a command of the tool as in a terminal of 80 columns, and return what it prints."""
    shell = sandbox.told(COLUMNS=WIDTH, SANDBOX_COMMAND="sandbox")
    shown = shell.run(*arguments, timeout_s=COMMAND_S).stdout
    return shown.replace(os.environ.get("HOME", "~") + os.sep, "~/")


def without_links(text: str) -> str:
    """Leave out what leads to the sandbox that is gone, and the middle of what is long."""
    lines = LINKS.sub("", text).strip("\n").splitlines()
    left_out = len(lines) - MOST_LINES
    if left_out > 0:
        half = MOST_LINES // 2
        lines = [*lines[:half], f"... {left_out} lines more ...", *lines[-half:]]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
