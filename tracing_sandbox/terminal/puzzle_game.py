"""Plays a puzzle through the shop, which knows the answer and keeps the board."""

from collections.abc import Sequence
from typing import Any

from tracing_sandbox.errors import SandboxError, WrongUsageError
from tracing_sandbox.faults.asked import AND, Asked
from tracing_sandbox.faults.puzzle import Answer
from tracing_sandbox.invocation import typed
from tracing_sandbox.shop import PlacedOrder, Shop

NOT_FOUND = 404
CONFLICT = 409


class Game:
    """One puzzle; `state` is what the shop last told of it."""

    def __init__(self, shop: Shop, state: dict[str, Any]) -> None:
        self._shop = shop
        self.state = state

    @classmethod
    def begin(cls, shop: Shop, seed: int | None, player: str, *, hard: bool) -> "Game":
        """Let the shop make a puzzle."""
        wanted = {"seed": seed, "player": player, "hard": hard}
        given = {key: value for key, value in wanted.items() if value}
        if seed is not None:
            given["seed"] = seed
        return cls(shop, ask(shop, "/puzzle/new.json", given))

    @classmethod
    def resume(cls, shop: Shop, puzzle_id: str) -> "Game":
        """Find a puzzle that was begun before."""
        return cls(shop, ask(shop, f"/puzzle/{puzzle_id}.json", None))

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.state["id"])

    @property
    def hard(self) -> bool:
        """Whether two things are wrong."""
        return bool(self.state["hard"])

    @property
    def trace_id(self) -> str:
        """The trace of its order; empty where none is placed."""
        return str(self.state["trace_id"])

    @property
    def over(self) -> bool:
        """Whether it is solved or given up."""
        return bool(self.state["over"])

    @property
    def solved(self) -> bool:
        """Whether it is solved."""
        return bool(self.state["solved"])

    @property
    def causes(self) -> list[str]:
        """Name what was planted, once it is over."""
        return [each["cause"] for each in self.state.get("answers", ())]

    def place_order(self, sku: str) -> PlacedOrder:
        """Place its order: a token stands for what is planted."""
        asked = Asked(tuple(str(self.state["with"]).split(AND)), seed=self.state["seed"])
        return self._shop.place_order(sku, 1, asked)

    def answer(self, answers: Sequence[Answer]) -> str:
        """Answer; return what the shop says to it."""
        given = [{"service": each.service, "cause": each.cause} for each in answers]
        self.state = ask(self._shop, f"/puzzle/{self.id}.json", {"answers": given})
        return str(self.state["verdict"])

    def give_up(self) -> None:
        """End it without having found the answer."""
        self.state = ask(self._shop, f"/puzzle/{self.id}.json", {"give_up": True})


def ask(shop: Shop, path: str, document: dict[str, Any] | None) -> dict[str, Any]:
    """Ask the shop about a puzzle; SandboxError in its words where it refuses."""
    status, answered = shop.ask_document(path, document)
    if status == NOT_FOUND and answered.get("type") != "urn:sandbox:problem:unknown-puzzle":
        raise SandboxError(
            "This shop has no puzzles: nothing can be broken in it.",
            f"Let it be: SANDBOX_FAULTS=on {typed('restart')}",
        )
    if status >= 400:
        problem = str(answered.get("detail", f"The shop answered {status}."))
        wrong = WrongUsageError if status != CONFLICT else SandboxError
        raise wrong(problem, f"Begin a new one: {typed('puzzle')}")
    return answered
