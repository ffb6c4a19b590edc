"""Examines the set-up: of a native sandbox, of containers from within, or of what a shell names."""

import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import psutil

from tracing_sandbox.doctor.setup.check import Check, untold
from tracing_sandbox.doctor.setup.clock import check_clocks
from tracing_sandbox.doctor.setup.environment import check_environment
from tracing_sandbox.doctor.setup.exporting import Environ, Exporting, exports_otlp, read_exporting
from tracing_sandbox.doctor.setup.receiver import check_receiver
from tracing_sandbox.doctor.setup.storage import Held, ask_jaeger, check_jaeger, check_reporting
from tracing_sandbox.running.addresses import find_addresses
from tracing_sandbox.running.changes.readers import SERVICES
from tracing_sandbox.running.collector.account import Account, ask_collector
from tracing_sandbox.running.containers.inside import COLLECTOR_METRICS, HEALTH, in_container
from tracing_sandbox.running.lifecycle import Sandbox
from tracing_sandbox.running.setup.counted import check_account
from tracing_sandbox.running.state import State
from tracing_sandbox.settings import Settings
from tracing_sandbox.traces.jaeger.client import JaegerClient

THIS_SHELL = "this shell"
JAEGER_S = 3.0


@dataclass(frozen=True)
class Surroundings:
    """What is known of a system from where we are.

    `environs` is what each service was started with, `health` where each answers. `unread` are the
    services whose environment cannot be read from here.
    """

    jaeger: str
    environs: Mapping[str, Environ]
    health: Mapping[str, str] = field(default_factory=dict)
    account: Account | None = None
    unread: Sequence[str] = ()


def check_setup(settings: Settings) -> Sequence[Check]:
    """Check the set-up of the system that the settings lead to."""
    return check_all(find_surroundings(settings))


def check_all(found: Surroundings) -> Sequence[Check]:
    """Check all that is known, in the order of a span's way."""
    held = ask_jaeger(JaegerClient(found.jaeger, JAEGER_S))
    return [
        *check_environment(found.environs),
        *([unread(found.unread)] if found.unread else []),
        *check_receivers(found.environs),
        *(check_account(found.account) if found.health else []),
        *check_held(held, found),
        check_clocks(found.health),
    ]


def check_held(held: Held | Check, found: Surroundings) -> Sequence[Check]:
    """Check what Jaeger holds, where it tells."""
    if isinstance(held, Check):
        return [held]
    return [check_jaeger(held, sent_in(found.account)), check_reporting(held, found.health)]


def sent_in(account: Account | None) -> int | None:
    """Return how many spans were sent on in all; None where nobody counts."""
    if account is None:
        return None
    return sum(each.sent for each in account.flow.exporters if each.signal == "traces")


def check_receivers(environs: Mapping[str, Environ]) -> Sequence[Check]:
    """Check each receiver once, by the protocol of those that send there."""
    senders: dict[Exporting, list[str]] = defaultdict(list)
    for service, environ in environs.items():
        if exports_otlp(environ):
            senders[read_exporting(environ)].append(service)
    return [check_receiver(exporting, services) for exporting, services in senders.items()]


def unread(services: Sequence[str]) -> Check:
    """Say whose settings are not read."""
    said = f"The settings of {', '.join(services)} cannot be read from here."
    return untold("Settings", said, "Run it there as well, such as with docker compose exec.")


def find_surroundings(settings: Settings) -> Surroundings:
    """Find out what is known from here."""
    jaeger = find_addresses(settings).jaeger
    if in_container():
        return inside_containers(jaeger)
    sandbox = Sandbox(settings.home)
    state = sandbox.state()
    return around(sandbox, state, jaeger) if state and sandbox.is_up() else of_shell(jaeger)


def of_shell(jaeger: str) -> Surroundings:
    """Take this shell's environment for that of the services: nothing else is known."""
    return Surroundings(jaeger, {THIS_SHELL: os.environ})


def inside_containers(jaeger: str) -> Surroundings:
    """Look around in a container, which has the environment of its own service alone."""
    own = os.environ.get("OTEL_SERVICE_NAME") or "frontend"
    health = {name: HEALTH[name] for name in SERVICES}
    others = [name for name in SERVICES if name != own]
    account = ask_collector(COLLECTOR_METRICS)
    return Surroundings(jaeger, {own: os.environ}, health, account, others)


def around(sandbox: Sandbox, state: State, jaeger: str) -> Surroundings:
    """Look around in a native sandbox."""
    running = {found["name"]: found["pid"] for found in sandbox.supervisor.processes() or []}
    services = [name for name in SERVICES if running.get(name)]
    environs = {name: environ_of(running[name]) for name in services}
    log = sandbox.supervisor.log_of("collector")
    return Surroundings(
        jaeger,
        {name: environ for name, environ in environs.items() if environ},
        {name: state.health[name] for name in services},
        ask_collector(state.collector_metrics, (log.with_suffix(".log.1"), log)),
        [name for name, environ in environs.items() if not environ],
    )


def environ_of(pid: int) -> Environ:
    """Return what a process was started with; nothing where that cannot be read."""
    try:
        return psutil.Process(pid).environ()
    except psutil.Error:
        return {}
