"""The page of one scenario: what the catalogue and the code say, around what a real order shows."""

import ast

from tracing_sandbox.faults.catalogue import service_faults, tracing_breaks
from tracing_sandbox.faults.catalogue.scenario import Scenario
from tracing_sandbox.faults.mend import read_source

FELT = {
    "slow": "The order is slower.",
    "failed": "The order fails.",
    "wrong": "The order goes through, and what it says is wrong.",
    "later": "The order goes through before what it says is true.",
    "nothing": "Nobody feels it: only the trace is broken.",
}
INTRODUCTION = """# What can be broken

Each of these is chosen for one order; healthy orders go on beside it.
`sandbox scenarios run NAME` tries one.
`sandbox scenarios check NAME` proves what is said of it.

`make faults` writes these pages, from real orders and from the
[catalogue](../../tracing_sandbox/faults/catalogue).
"""


def front_page() -> str:
    """List all pages, the faults of services before the breaks in the tracing."""
    return "\n".join(
        [
            INTRODUCTION,
            *table("Faults in the services", "blamed", service_faults()),
            *table("Breaks in the tracing", "the doctor's rule", tracing_breaks()),
        ]
    )


def table(heading: str, named: str, scenarios: list[Scenario]) -> list[str]:
    """List the pages of one sort."""
    rows = [
        f"| [{each.name}]({each.name}.md) | {each.title} | {each.felt} | {told(each)} |"
        for each in scenarios
    ]
    return [f"## {heading}\n", f"| scenario | | felt | {named} |", "|---|---|---|---|", *rows, ""]


def told(scenario: Scenario) -> str:
    """Say what must be named, and where."""
    if scenario.finding:
        return f"`{scenario.finding.rule}` at {scenario.finding.hop.replace('->', ' → ')}"
    blame = scenario.blame
    return f"{blame.service} {blame.operation[0]}, {blame.kind[0]}" if blame else ""


def page_of(scenario: Scenario, shown: str, said: str = "") -> str:
    """Write the page; `shown` is what the order printed, `said` what the doctor did."""
    return "\n".join([head_of(scenario), *blocks(shown, said), tail_of(scenario)])


def head_of(scenario: Scenario) -> str:
    """Write what stands before what the order shows."""
    return f"""# {scenario.title}

{scenario.notices}

It acts in the {scenario.acts_in}, at {scenario.acts_at}. {FELT[scenario.felt]}

```sh
sandbox scenarios run {scenario.name}
sandbox scenarios run {scenario.name} --mended
```
"""


def blocks(shown: str, said: str) -> list[str]:
    """Write what a real order showed."""
    doctor = ["What the doctor says of it:\n", f"```text\n{said}\n```\n"] if said else []
    return ["## One such order\n", f"```text\n{shown}\n```\n", *doctor]


def tail_of(scenario: Scenario) -> str:
    """Write what stands after it."""
    module = scenario.module.replace(".", "/")
    return f"""## What to look at

{scenario.shows}

{scenario.teaches}

## The mend

{scenario.mend}

[{scenario.module.rpartition(".")[2]}.py](../../{module}.py) is both, broken and mended:

```python
{code_of(scenario)}
```
"""


def code_of(scenario: Scenario) -> str:
    """Return the module's code, from below its imports on."""
    text = read_source(scenario)
    imports = (ast.Expr, ast.Import, ast.ImportFrom)
    first = next(each for each in ast.parse(text).body if not isinstance(each, imports))
    return "\n".join(text.splitlines()[first.lineno - 1 :]).strip()
