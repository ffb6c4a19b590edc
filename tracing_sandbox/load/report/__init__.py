"""The report of a run: one HTML file that asks nobody for anything; `commands.load` writes it.

`page` sets the result of the run into its templates; the plots are drawn beside it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.load.recording.record import Record
from tracing_sandbox.load.report.file import put_in_place


def render(document: Mapping[str, Any], records: Sequence[Record], began_ns: int) -> str:
    """Write the report of a run as HTML: the same run gives the same bytes.

    `document` is what `result.json` holds, and `began_ns` the moment from which the plan counts.
    Raises SandboxError where the packages for it are not installed.
    """
    try:
        from tracing_sandbox.load.report.page import write_page
    except ImportError as error:
        raise SandboxError(
            f"A report is drawn with Jinja and Matplotlib, and {error.name or error} is missing.",
            "Install what the load test needs: pip install 'tracing-sandbox[load]'",
        ) from error
    return write_page(document, records, began_ns)


def write_report(
    path: Path, document: Mapping[str, Any], records: Sequence[Record], began_ns: int
) -> None:
    """Write the report into a file, as a whole or not at all; SandboxError where that fails."""
    put_in_place(path, render(document, records, began_ns))
