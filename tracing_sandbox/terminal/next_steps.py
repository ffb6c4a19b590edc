"""Says what can be done with a sandbox that is up, and first what of it may surprise."""

from tracing_sandbox.invocation import typed
from tracing_sandbox.running.addresses import Addresses, find_addresses
from tracing_sandbox.settings import EVERYWHERE, Settings
from tracing_sandbox.terminal.console import out
from tracing_sandbox.traces.jaeger.page import has_page

OPEN_TO_ALL = (
    f"Everything listens on all addresses of this machine (SANDBOX_HOST={EVERYWHERE}) and asks for "
    "no password: whoever reaches it can order, and read and send traces."
)
WITHOUT_PAGES = (
    "This Jaeger has no pages, its API alone: the shop's pages show the traces. For one with "
    "pages, unpack a release of https://www.jaegertracing.io/download/ and type:"
)


def say_next_steps(settings: Settings, detach: bool) -> None:
    """Say what can be done now."""
    addresses = find_addresses(settings)
    has_pages = has_page(addresses.jaeger)
    say_notes(addresses, has_pages=has_pages)
    out.print()
    out.print(f"Place an order and see its trace:  {typed('order')}", soft_wrap=True)
    out.print(f"The shop:    {addresses.frontend_page}")
    out.print(f"Its traces:  {addresses.frontend_page}/traces/")
    out.print(f"Jaeger{'' if has_pages else ' API'}:".ljust(13) + addresses.jaeger_page)
    out.print(f"Stop:        {typed('down') if detach else 'Ctrl-C'}", soft_wrap=True)


def say_notes(addresses: Addresses, *, has_pages: bool) -> None:
    """Say what is not as one would think: a Jaeger without pages, doors that are open to all."""
    if not has_pages:
        out.print(f"\n{WITHOUT_PAGES}", soft_wrap=True)
        out.print(f"SANDBOX_JAEGER=PATH_TO_IT {typed('restart jaeger')}", soft_wrap=True)
    if addresses.host == EVERYWHERE:
        out.print(f"\n{OPEN_TO_ALL}", soft_wrap=True)
