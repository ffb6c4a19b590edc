"""`sandbox scenarios`: what can be broken for one order, tried and proven."""

from typing import Annotated

import typer

from tracing_sandbox.errors import WrongUsageError
from tracing_sandbox.faults.agreement import compare
from tracing_sandbox.faults.asked import Asked
from tracing_sandbox.faults.catalogue import (
    UnknownScenarioError,
    find_scenario,
    service_faults,
    tracing_breaks,
)
from tracing_sandbox.faults.catalogue.scenario import Scenario
from tracing_sandbox.invocation import typed
from tracing_sandbox.proving.customer import Customer
from tracing_sandbox.proving.proof import HEALTHY, Proof
from tracing_sandbox.proving.tally import Tally
from tracing_sandbox.running.addresses import find_addresses
from tracing_sandbox.running.circumstances import look_around
from tracing_sandbox.running.lifecycle import Sandbox
from tracing_sandbox.settings import read_settings
from tracing_sandbox.terminal.agreement_view import write_verdict
from tracing_sandbox.terminal.asked_options import read_options
from tracing_sandbox.terminal.command_list import WholeSentences
from tracing_sandbox.terminal.console import err, out, print_json
from tracing_sandbox.terminal.examination import find_findings
from tracing_sandbox.terminal.healthy_orders import ensure_healthy_orders
from tracing_sandbox.terminal.open_shop import open_shop
from tracing_sandbox.terminal.order_view import require_trace_id, say_outcome
from tracing_sandbox.terminal.proof_view import show_tally
from tracing_sandbox.terminal.scenario_list import draw_scenarios
from tracing_sandbox.terminal.scenario_page import write_scenario
from tracing_sandbox.terminal.trace_view import asking_jaeger, wait_for_trace
from tracing_sandbox.terminal.trace_view import show as show_trace

SEEDS = 5
MOST_SEEDS = 100
HEALTHY_A_SEED = 10

scenarios = typer.Typer(cls=WholeSentences, no_args_is_help=True, rich_markup_mode=None)
Name = Annotated[str, typer.Argument(metavar="NAME", help="Which one; `list` names them all.")]


@scenarios.callback()
def about() -> None:
    """Break one order on purpose, and prove what is said of it."""


@scenarios.command("list")
def list_scenarios() -> None:
    """List what can be broken for one order."""
    for heading, found in (
        ("Faults in the services", service_faults()),
        ("Breaks in the tracing", tracing_breaks()),
    ):
        if found:
            out.print(f"{heading}\n", style="bold")
            out.print(draw_scenarios(found, out.width))
            out.print()
    out.print(f"Read one: {typed('scenarios show NAME')}", soft_wrap=True)
    out.print(f"Try one:  {typed('scenarios run NAME')}", soft_wrap=True)


@scenarios.command("show")
def show_scenario(name: Name) -> None:
    """Show one scenario: what is felt and seen of it, and its code, broken and mended."""
    out.print(write_scenario(require_scenario(name)), soft_wrap=True, end="")


@scenarios.command("run")
def run_scenario(
    name: Name,
    mended: Annotated[bool, typer.Option("--mended", help="The same, done right.")] = False,
    seed: Annotated[
        int | None, typer.Option("--seed", help="A number: the same one, the same chances.")
    ] = None,
    delay_ms: Annotated[float | None, typer.Option("--delay-ms", help="Its delay, in ms.")] = None,
) -> None:
    """Place an order with it, explain the trace, and say what to look at."""
    scenario = require_scenario(name)
    delays_ms = [] if delay_ms is None else [delay_ms]
    asked = read_options([name], delays_ms, seed, mended=mended).seeded()
    addresses = find_addresses(read_settings())
    shop = open_shop(addresses)
    shop.require_faults()
    sku = shop.list_skus()[0]
    ensure_healthy_orders(addresses, shop, sku)
    placed = shop.place_order(sku, 1, asked)
    say_outcome(shop, placed)
    require_trace_id(placed)
    found = wait_for_trace(addresses, placed.trace_id)
    show_trace(found)
    findings = find_findings(addresses, placed.trace_id) if scenario.finding else ()
    say_what_to_look_at(scenario, asked)
    if findings:
        out.print(f"The doctor in full: {typed(f'doctor {placed.trace_id}')}", soft_wrap=True)
    for verdict in compare(asked, found.explanation, lambda: findings):
        out.print(write_verdict(verdict), soft_wrap=True)


@scenarios.command("check")
def check_scenarios(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME|--all", help="Which one, or `healthy`.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All of them, and healthy orders.")] = False,
    seeds: Annotated[int, typer.Option(min=1, max=MOST_SEEDS, help="How often, each.")] = SEEDS,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Prove by experiment that each is felt, named, and gone with its mend.

    Exit code 0: all of it is proven. 1: something is not; the traces to look at are named.
    """
    chosen = choose(name, every=every)
    settings = read_settings()
    addresses = find_addresses(settings)
    shop = open_shop(addresses)
    shop.require_faults()
    sku = shop.list_skus()[0]
    with asking_jaeger(addresses.jaeger) as jaeger, err.status("") as status:
        customer = Customer(shop, jaeger, sku)
        proof = Proof(customer, lambda: look_around(Sandbox(settings.home)), status.update)
        proof.begin()
        rows = [proof.prove(scenario, range(1, seeds + 1)) for scenario in chosen]
        if every or name == HEALTHY:
            rows.append(proof.prove_healthy(seeds * HEALTHY_A_SEED))
    found = Tally(rows)
    if as_json:
        print_json(found.as_document())
    else:
        show_tally(found)
    if not found.proven:
        raise typer.Exit(1)


def choose(name: str | None, *, every: bool) -> list[Scenario]:
    """Return the scenarios to check; WrongUsageError unless one or all are named."""
    if every == (name is not None):
        raise WrongUsageError(
            "NAME and --all both say what to check." if every else "Nothing says what to check.",
            f"Name one, or all: {typed('scenarios check --all')}",
        )
    if every:
        return [*service_faults(), *tracing_breaks()]
    return [] if name == HEALTHY else [require_scenario(str(name))]


def require_scenario(name: str) -> Scenario:
    """Return the scenario of this name; WrongUsageError names near ones."""
    try:
        return find_scenario(name)
    except UnknownScenarioError as error:
        raise WrongUsageError(str(error), f"See them all: {typed('scenarios list')}") from error


def say_what_to_look_at(scenario: Scenario, asked: Asked) -> None:
    """Say what is to be seen in the trace, and how to see the other side of it."""
    other = "" if asked.mended else " --mended"
    again = typed(f"scenarios run {scenario.name}{other} --seed {asked.seed}")
    out.print()
    out.print(f"Look at: {scenario.mend if asked.mended else scenario.shows}", soft_wrap=True)
    out.print(f"{'Broken' if asked.mended else 'Mended'}, same seed: {again}", soft_wrap=True)
