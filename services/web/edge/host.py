"""What may stand as the name of a host, and how one is refused that may not."""

import re

from web.edge.problem import Problem

# Letters, digits, - and also _, which Docker puts into the names that it makes.
NAME = re.compile(
    r"^([a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|\[[a-f0-9]*:[a-f0-9.:]+\])(?::([0-9]+))?$",
    re.IGNORECASE,
)
CREDENTIALS = re.compile(r".*@")
LONGEST_SHOWN = 80


def malformed_host(sent: str) -> Problem:
    """Build the 400 for a Host that is none."""
    shown = CREDENTIALS.sub("***@", sent)[:LONGEST_SHOWN]
    return Problem(
        400,
        "malformed-host",
        f"The Host header {shown!r} is not the name of a host, such as localhost:8000 or my_shop.",
    )
