"""The board of a class: who has solved how many puzzles, in how many tries, and how fast."""

from typing import Any

from django.db.models import Avg, Count, Q, Sum

from tracing_sandbox.pages.models import Puzzle

LONGEST = 100
SOLVED = Q(solved=True)


def read_board() -> list[dict[str, Any]]:
    """List the players, the best first; `time` is that of a solved puzzle on average."""
    players = (
        Puzzle.objects.exclude(player="")
        .values("player")
        .annotate(
            begun=Count("pk"),
            solved_count=Count("pk", filter=SOLVED),
            tried=Sum("tries"),
            mean_s=Avg("took_s", filter=SOLVED),
        )
        .order_by("-solved_count", "tried", "mean_s", "player")
    )
    return [{**each, "time": write_time(each["mean_s"])} for each in players[:LONGEST]]


def write_time(mean_s: float | None) -> str:
    """Write how long a puzzle took; nothing where none is solved."""
    if mean_s is None:
        return ""
    minutes, seconds = divmod(round(mean_s), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
