"""Tell how far an installation is; the command line shows it while it waits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress


@dataclass(frozen=True)
class Progress:
    """One step of one tool's installation; `done` of `total`, where the total is known."""

    tool: str
    step: str
    done: int = 0
    total: int | None = None


Report = Callable[[Progress], None]


def ignore_progress(_: Progress) -> None:
    """Take a report and show nothing."""


@contextmanager
def show_progress(console: Console | None = None) -> Iterator[Report]:
    """Show reports on stderr: moving bars on a terminal, else one line a step."""
    console = console or Console(stderr=True)
    if not console.is_terminal:
        yield lines_on(console)
        return
    with bars_on(console) as bars:
        yield report_to(bars)


def lines_on(console: Console) -> Report:
    """Return a report that prints each step once."""
    seen: set[tuple[str, str]] = set()

    def report(progress: Progress) -> None:
        if (progress.tool, progress.step) not in seen:
            seen.add((progress.tool, progress.step))
            console.print(f"{progress.tool}: {progress.step}", highlight=False, markup=False)

    return report


def bars_on(console: Console) -> RichProgress:
    """Return rich's bars, in the columns that suit an installation."""
    return RichProgress(
        TextColumn("{task.fields[tool]}"),
        BarColumn(bar_width=24),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
        console=console,
    )


def report_to(bars: RichProgress) -> Report:
    """Return a report that moves one bar for each tool."""
    tasks = {}

    def report(progress: Progress) -> None:
        if progress.tool not in tasks:
            tasks[progress.tool] = bars.add_task("", total=None, tool=progress.tool)
        bars.update(
            tasks[progress.tool],
            description=described(progress),
            completed=progress.done,
            total=progress.total,
        )

    return report


def described(progress: Progress) -> str:
    """Return the step, with its count where no bar can show it."""
    counted = progress.done and progress.total is None
    return f"{progress.step} ({progress.done})" if counted else progress.step
