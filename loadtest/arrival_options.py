"""The command line of `arrivals`: what is sent, and where it is recorded."""

import os
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from loadtest.options import set_defaults, writable_file
from loadtest.patience import NETWORK_TIMEOUT_S
from tracing_sandbox.errors import WrongUsageError
from tracing_sandbox.load.planning.plan import Arrival, count_requests, read_plan
from tracing_sandbox.settings import LOOPBACK, is_http_address

WORKERS_WITHIN_S = 60
# No visitor waits longer: after a stop each has an answer, or says itself why there is none.
STOP_TIMEOUT_S = NETWORK_TIMEOUT_S + 5


def add_arrival_options(parser: Any, **_: object) -> None:
    """Set our defaults and add ours; a worker is told all of it by its master."""
    set_defaults(
        parser,
        master_bind_host=LOOPBACK,
        stop_timeout=f"{STOP_TIMEOUT_S:g}s",
        expect_workers_max_wait=WORKERS_WITHIN_S,
    )
    parser.add_argument(
        "--plan",
        type=readable_file,
        metavar="FILE",
        include_in_web_ui=False,
        help="Send the arrivals of this plan, each when it is due",
    )
    parser.add_argument(
        "--record",
        type=writable_file,
        metavar="FILE",
        include_in_web_ui=False,
        help="Add one JSON line for each request, when it has ended",
    )
    parser.add_argument(
        "--start-at",
        type=moment,
        default=None,
        metavar="NS",
        include_in_web_ui=False,
        help="Count the plan's times from here, in ns since 1970 (default: a second from now)",
    )
    parser.add_argument(
        "--parent",
        type=int,
        default=None,
        metavar="PID",
        include_in_web_ui=False,
        help="End when this process is no longer the parent (default: whichever is at the start)",
    )


def check_host(host: str) -> None:
    """Raise WrongUsageError for what is no address of a shop."""
    if not is_http_address(host):
        raise WrongUsageError(
            f"--host {host} is no address of a shop.", "Name one such as http://127.0.0.1:8000"
        )


def read_given_plan(options: Any) -> list[Arrival]:
    """Read the plan that the command line names; WrongUsageError where it, or a record, lacks."""
    for name in ("plan", "record"):
        if not getattr(options, name):
            raise WrongUsageError(f"--{name} is missing.", f"Name a file: --{name} FILE")
    try:
        plan = read_plan(Path(options.plan))
        count_requests(plan)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise WrongUsageError(
            f"{options.plan} is no plan.", "Name one that `sandbox load` wrote: --plan FILE"
        ) from error
    return plan


def readable_file(text: str) -> str:
    """Return the path; ArgumentTypeError where no file can be read there."""
    if not Path(text).is_file():
        raise ArgumentTypeError(f"there is no file {text}")
    if not os.access(text, os.R_OK):
        raise ArgumentTypeError(f"{text} cannot be read")
    return text


def moment(text: str) -> int:
    """Return a moment; ArgumentTypeError unless it is a whole number of nanoseconds."""
    if not (text.isascii() and text.isdigit()):
        raise ArgumentTypeError(f"{text!r} is no time in nanoseconds since 1970")
    return int(text)
