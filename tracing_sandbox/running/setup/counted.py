"""What the Collector's counters and log say of the spans' way, as checks of the set-up."""

from collections.abc import Iterator, Sequence

from tracing_sandbox.doctor.setup.check import Check, untold, well, wrong
from tracing_sandbox.invocation import typed
from tracing_sandbox.running.collector.account import Account
from tracing_sandbox.running.collector.flow import Exporter, Received
from tracing_sandbox.running.collector.words import say_exporter

TAKEN = "Spans that the Collector took"
REQUESTS = "Requests to the Collector"


def check_account(account: Account | None) -> Sequence[Check]:
    """Check what was taken, what could not be used, and each exporter of spans."""
    if account is None:
        said = "The Collector does not tell what it took and sent."
        return [untold(TAKEN, said, f"See whether it runs: {typed('status')}")]
    return [
        check_requests(account),
        check_taken(account),
        *(check_exporter(account, each) for each in exporters_of(account)),
    ]


def exporters_of(account: Account) -> Iterator[Exporter]:
    """Yield the exporters of spans."""
    return (each for each in account.flow.exporters if each.signal == "traces")


def check_requests(account: Account) -> Check:
    """Check that the Collector could use what it was sent."""
    if account.wrong_requests:
        said = " ".join(each.sentence for each in account.wrong_requests)
        return wrong(REQUESTS, said, "Mend who sends them. The counters begin with its start.")
    return well(REQUESTS, "It could use each of them.")


def check_taken(account: Account) -> Check:
    """Check that what was taken was sent on."""
    received = next((each for each in account.flow.received if each.signal == "traces"), None)
    if received is None:
        return untold(TAKEN, "None since its start.", f"Place an order: {typed('order')}")
    if received.refused:
        said = f"{received.accepted:,} accepted, {received.refused:,} refused."
        return wrong(TAKEN, said, f"See why: {typed('logs collector')}")
    unsent = [each for each in exporters_of(account) if not_sent_on(received, each)]
    if unsent:
        return untold(
            TAKEN, say_unsent(received, unsent), "A sampler or filter of yours drops some."
        )
    return well(TAKEN, f"{received.accepted:,} accepted, and sent on.")


def not_sent_on(received: Received, exporter: Exporter) -> int:
    """Count the spans that neither left nor wait nor are known to be lost."""
    known = exporter.sent + exporter.dropped + exporter.refused
    return 0 if exporter.waiting else max(0, received.accepted - known)


def say_unsent(received: Received, unsent: Sequence[Exporter]) -> str:
    """Say how many spans were not sent on, and by whom."""
    each = ", ".join(f"{not_sent_on(received, one):,} not to {one.name}" for one in unsent)
    return f"{received.accepted:,} accepted, of which {each}."


def check_exporter(account: Account, exporter: Exporter) -> Check:
    """Check that an exporter gets on, and loses nothing."""
    trouble = account.trouble_of(exporter)
    said = say_exporter(exporter, trouble, account.at_ns).partition(": ")[2]
    stuck = exporter.waiting and trouble and trouble.goes_on(account.at_ns)
    name = f"Queue of {exporter.name}"
    if stuck or exporter.dropped or exporter.refused:
        return wrong(name, said, f"See why: {typed('logs collector')}")
    return well(name, said[:1].upper() + said[1:])
