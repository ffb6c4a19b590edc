"""A puzzle as the terminal plays it: what the shop says is passed on in words."""

from typing import Any

import pytest

from tracing_sandbox.errors import SandboxError, WrongUsageError
from tracing_sandbox.faults.puzzle import Answer
from tracing_sandbox.shop import Shop
from tracing_sandbox.terminal.puzzle_game import Game

STATE = {"id": "1", "hard": True, "with": "~a&~b", "seed": 7, "trace_id": "", "over": False}


class FakeShop(Shop):
    """Answers what a test wants, and notes what it is asked."""

    def __init__(self, status: int, document: dict[str, Any]) -> None:
        super().__init__("http://127.0.0.1:1")
        self._answer = (status, document)
        self.asked: list[tuple[str, dict[str, Any] | None]] = []

    def ask_document(
        self, path: str, document: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        self.asked.append((path, document))
        return self._answer


def test_shop_in_which_nothing_can_be_broken_has_no_puzzles() -> None:
    shop = FakeShop(404, {"type": "urn:sandbox:problem:not-found", "detail": "Nothing here."})

    with pytest.raises(SandboxError, match="This shop has no puzzles"):
        Game.begin(shop, None, "", hard=False)


@pytest.mark.parametrize(
    ("status", "error"), [(404, WrongUsageError), (422, WrongUsageError), (409, SandboxError)]
)
def test_refusal_is_told_in_the_shops_words(status: int, error: type[SandboxError]) -> None:
    shop = FakeShop(status, {"type": "urn:sandbox:problem:unknown-puzzle", "detail": "So it is."})

    with pytest.raises(SandboxError, match=r"So it is\.") as raised:
        Game.resume(shop, "1")
    assert type(raised.value) is error


def test_game_sends_what_was_typed_and_nothing_else() -> None:
    shop = FakeShop(201, STATE)
    Game.begin(shop, 0, "", hard=False)
    Game.begin(shop, None, "Ada", hard=True)
    Game(shop, STATE).give_up()

    assert shop.asked == [
        ("/puzzle/new.json", {"seed": 0}),
        ("/puzzle/new.json", {"player": "Ada", "hard": True}),
        ("/puzzle/1.json", {"give_up": True}),
    ]


def test_answer_is_sent_and_what_the_shop_says_of_it_told() -> None:
    shop = FakeShop(200, {**STATE, "verdict": "Right, both.", "over": True, "solved": True})
    game = Game(shop, STATE)

    assert game.answer([Answer("inventory", "n-plus-one")]) == "Right, both."
    answers = [{"service": "inventory", "cause": "n-plus-one"}]
    assert shop.asked == [("/puzzle/1.json", {"answers": answers})]
    assert (game.over, game.solved) == (True, True)
