"""What `doctor` asks beyond traces: a system, with canaries, and how tracing is set up."""

from tracing_sandbox.doctor.probes.probing import probe
from tracing_sandbox.doctor.probes.request import Request
from tracing_sandbox.doctor.setup.check import is_any_wrong
from tracing_sandbox.running.addresses import Addresses
from tracing_sandbox.running.setup.examination import check_setup
from tracing_sandbox.settings import Settings
from tracing_sandbox.terminal.console import print_json
from tracing_sandbox.terminal.probe_view import announce, show_probe
from tracing_sandbox.terminal.setup_view import show_setup
from tracing_sandbox.terminal.trace_view import asking_jaeger


def ask_system(addresses: Addresses, request: Request, *, as_json: bool) -> bool:
    """Probe a system and show what was found; tell whether nothing changes that should not."""
    with asking_jaeger(addresses.jaeger) as client:
        # Nothing is sent where nobody could look for it.
        client.services()
        announce(request)
        found = probe(client, request)
    if as_json:
        print_json(found.document())
    else:
        show_probe(found)
    return not (found.changes or found.reached_nothing)


def ask_setup(settings: Settings, *, as_json: bool) -> bool:
    """Check the set-up and show it; tell whether nothing is wrong."""
    checks = check_setup(settings)
    if as_json:
        print_json({"checks": [check.document() for check in checks]})
    else:
        show_setup(checks)
    return not is_any_wrong(checks)
