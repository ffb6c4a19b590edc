"""`sandbox puzzle`: an order has something wrong with it, and the player finds out what."""

import sys
from dataclasses import replace
from typing import Annotated
from uuid import UUID

import typer

from tracing_sandbox.errors import SandboxError, WrongUsageError
from tracing_sandbox.faults.puzzle import Answer, WrongAnswerError, read_answer, without_answer
from tracing_sandbox.invocation import typed
from tracing_sandbox.running.addresses import Addresses, find_addresses
from tracing_sandbox.settings import read_settings
from tracing_sandbox.shop import Shop
from tracing_sandbox.terminal.console import err, out
from tracing_sandbox.terminal.healthy_orders import ensure_healthy_orders
from tracing_sandbox.terminal.open_shop import open_shop
from tracing_sandbox.terminal.order_view import require_trace_id, say_outcome
from tracing_sandbox.terminal.puzzle_game import Game
from tracing_sandbox.terminal.puzzle_view import ask_answers, say_answer
from tracing_sandbox.terminal.trace_view import Found, show, wait_for_trace


def puzzle(
    seed: Annotated[
        int | None,
        typer.Option(
            "--seed", min=0, max=2**32 - 1, help="A number: the same one, the same fault."
        ),
    ] = None,
    hard: Annotated[bool, typer.Option("--hard", help="Two things wrong, less of each.")] = False,
    player: Annotated[
        str, typer.Option("--player", help="Your name on the board; without one you are not on it.")
    ] = "",
    puzzle_id: Annotated[
        UUID | None, typer.Option("--id", help="Go on with a puzzle that was begun.")
    ] = None,
    answer: Annotated[
        list[str] | None,
        typer.Option("--answer", metavar="SERVICE:CAUSE", help="Answer without being asked."),
    ] = None,
) -> None:
    """Find what is wrong with an order, by its trace."""
    answers = read_answers(answer or [])
    addresses = find_addresses(read_settings())
    shop = open_shop(addresses)
    if puzzle_id is None:
        game = begin(addresses, shop, Game.begin(shop, seed, player, hard=hard))
    else:
        game = Game.resume(shop, str(puzzle_id))
    if not game.trace_id:
        raise SandboxError("The order of this puzzle is not placed.", "Place it on its page.")
    found = wait_for_trace(addresses, game.trace_id)
    if not (answers and puzzle_id):
        show(replace(found, explanation=without_answer(found.explanation)))
    play(game, answers)
    end(game, found)


def read_answers(given: list[str]) -> list[Answer]:
    """Read the answers of the command line; WrongUsageError names what there is."""
    try:
        return [read_answer(each) for each in given]
    except WrongAnswerError as error:
        raise WrongUsageError(str(error), "Write it so: --answer SERVICE:CAUSE") from error


def begin(addresses: Addresses, shop: Shop, game: Game) -> Game:
    """Place the puzzle's order, beside healthy ones."""
    sku = shop.list_skus()[0]
    ensure_healthy_orders(addresses, shop, sku)
    placed = game.place_order(sku)
    say_outcome(shop, placed)
    require_trace_id(placed)
    return Game.resume(shop, game.id)


def play(game: Game, answers: list[Answer]) -> None:
    """Take the answers that were given, else ask for them until one is right."""
    if answers:
        out.print(game.answer(answers), soft_wrap=True)
        return
    require_terminal(game)
    while not game.over:
        asked = ask_answers(hard=game.hard)
        if asked:
            out.print(game.answer(asked), soft_wrap=True)
        else:
            game.give_up()


def require_terminal(game: Game) -> None:
    """Say how to answer where nobody can be asked."""
    if not (sys.stdin.isatty() or game.over):
        again = " --answer SERVICE:CAUSE" * (2 if game.hard else 1)
        raise WrongUsageError(
            "What is wrong with this order? There is no terminal to ask at.",
            f"Answer: {typed(f'puzzle --id {game.id}{again}')}",
        )


def end(game: Game, found: Found) -> None:
    """Say what it was, once it is over; end with 1 where it was not found."""
    if game.over:
        say_answer(game.causes, found.explanation)
    else:
        err.print(f"Try again: {typed(f'puzzle --id {game.id}')}", soft_wrap=True)
    if not game.solved:
        raise typer.Exit(1)
