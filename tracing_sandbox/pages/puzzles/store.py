"""The puzzles that there are: made, found, answered and given up."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from tracing_sandbox.faults.asked import AND
from tracing_sandbox.faults.puzzle import Answer, Grade, choose, draw, grade
from tracing_sandbox.pages.asked.choice import open_seal
from tracing_sandbox.pages.errors import PageError
from tracing_sandbox.pages.jaeger import untraced
from tracing_sandbox.pages.models import Planted, Puzzle

MOST_KEPT = 10_000


def make(seed: int, player: str, *, hard: bool) -> Puzzle:
    """Make a puzzle of one's own; the oldest go."""
    names = choose(seed, hard=hard)
    seal = open_seal()
    puzzle = Puzzle.objects.create(
        player=player,
        given=AND.join(seal.close(name) for name in names),
        names=names,
        seed=draw(names, hard=hard, salt=seal.salt).seed,
        hard=hard,
    )
    oldest = Puzzle.objects.order_by("-made_at").values_list("made_at", flat=True)[MOST_KEPT:]
    for made_at in oldest[:1]:
        Puzzle.objects.filter(made_at__lte=made_at).delete()
    return puzzle


def find(puzzle_id: UUID) -> Puzzle:
    """Return a puzzle; PageError 404 where there is none."""
    puzzle = Puzzle.objects.filter(pk=puzzle_id).first()
    if puzzle is None:
        raise PageError(404, "unknown-puzzle", "There is no such puzzle. Begin a new one.")
    return puzzle


def find_by_order(given: str) -> Puzzle | None:
    """Return the puzzle of an order that came with these tokens."""
    with untraced():
        return Puzzle.objects.filter(given=given).first()


def find_open(given: Collection[str]) -> set[str]:
    """Return which of these tokens are those of open puzzles."""
    if not given:
        return set()
    with untraced():
        still_open = Puzzle.objects.filter(given__in=given, ended_at=None)
        return set(still_open.values_list("given", flat=True))


def find_order(puzzle: Puzzle) -> Planted | None:
    """Return the record of the puzzle's order, the first one that came; None before any."""
    return Planted.objects.filter(given=puzzle.given).order_by("pk").first()


def require_order(puzzle: Puzzle) -> None:
    """Refuse an answer to what nobody can have seen yet; PageError 409."""
    if find_order(puzzle) is None:
        raise PageError(409, "not-ordered", "Place the order of this puzzle first.")


def answer(puzzle: Puzzle, answers: Sequence[Answer]) -> Grade:
    """Grade an answer, and count it while the puzzle is open; the first right one ends it."""
    graded = grade(puzzle.names, answers)
    still_open = Puzzle.objects.filter(pk=puzzle.pk, ended_at=None)
    still_open.update(tries=F("tries") + 1)
    if graded.right:
        end(puzzle, solved=True)
    puzzle.refresh_from_db()
    return graded


def end(puzzle: Puzzle, *, solved: bool) -> None:
    """Note that a puzzle is over, if it is not yet."""
    now = timezone.now()
    Puzzle.objects.filter(pk=puzzle.pk, ended_at=None).update(
        ended_at=now, solved=solved, took_s=(now - puzzle.made_at).total_seconds()
    )
    puzzle.refresh_from_db()
