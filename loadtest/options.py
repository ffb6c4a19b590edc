"""Locust's command line: the sandbox's defaults, and four options of our own."""

import math
import os
import sys
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from loadtest.settings import Settings
from tracing_sandbox.errors import SandboxError
from tracing_sandbox.faults.catalogue import SCENARIOS, UnknownScenarioError, find_scenario
from tracing_sandbox.unknown_settings import require_no_slip

# The longest request is over by then: no order is cut off between the shop and its answer.
STOP_TIMEOUT = "30s"


def add_options(parser: Any, **_: object) -> None:
    """Set our defaults and add ours.

    `parser` is configargparse's: an option, a variable and a locust.conf all go before a default.
    """
    set_defaults(parser, stop_timeout=STOP_TIMEOUT)
    add_record_options(parser)
    add_scenario_options(parser)


def set_defaults(parser: Any, **others: object) -> None:
    """Set where the shop is and where Locust's page listens, as the settings say, and others."""
    settings = read_settings()
    parser.set_defaults(
        host=settings.shop_url,
        web_host=settings.host,
        web_port=settings.locust_port,
        **others,
    )


def read_settings() -> Settings:
    """Read the settings; a wrong one ends Locust, which passes over any other exception."""
    try:
        require_no_slip()
        return Settings.read()
    except SandboxError as error:
        sys.exit(str(error))


def add_record_options(parser: Any) -> None:
    """Add what is recorded of the requests."""
    parser.add_argument(
        "--slow-ms",
        type=milliseconds,
        default=1000.0,
        metavar="MS",
        env_var="SANDBOX_SLOW_MS",
        help="Log a request that takes longer, with its trace id (default: 1000)",
    )
    parser.add_argument(
        "--trace-log",
        type=writable_file,
        default=None,
        metavar="FILE",
        env_var="SANDBOX_TRACE_LOG",
        include_in_web_ui=False,
        help="Write one JSON line for each order, with its trace id",
    )


def add_scenario_options(parser: Any) -> None:
    """Add what is broken on purpose, and in how many of the orders."""
    parser.add_argument(
        "--scenario",
        type=scenario,
        choices=("", *SCENARIOS),
        default=None,
        metavar="NAME",
        help="Break some orders on purpose; `sandbox scenarios list` names what there is",
    )
    parser.add_argument(
        "--scenario-share",
        type=share,
        default=0.1,
        metavar="SHARE",
        help="How many of the orders, from 0 to 1 (default: 0.1)",
    )


def scenario(text: str) -> str:
    """Return the name of a scenario; ArgumentTypeError lists near ones."""
    try:
        return find_scenario(text).name
    except UnknownScenarioError as error:
        raise ArgumentTypeError(str(error)) from error


def share(text: str) -> float:
    """Return a share; ArgumentTypeError unless it is a number from 0 to 1."""
    value = number(text)
    if not 0 <= value <= 1:
        raise ArgumentTypeError(f"{text!r} is no share from 0 to 1, such as 0.1")
    return value


def milliseconds(text: str) -> float:
    """Return a time in ms; ArgumentTypeError unless it is a positive number."""
    value = number(text)
    if not 0 < value < math.inf:
        raise ArgumentTypeError(f"{text!r} is no time in ms above 0, such as 500")
    return value


def number(text: str) -> float:
    """Return a number; where it is none, one that is in no range."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def writable_file(text: str) -> str:
    """Return the path; ArgumentTypeError where no file can be written.

    It stays a text: Locust sends its options to workers, and cannot send a `Path`.
    """
    path = Path(text)
    if path.is_dir():
        raise ArgumentTypeError(f"{text} is a folder; name a file")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise ArgumentTypeError(f"{text} cannot be written; name a file in a folder that is yours")
    return text
