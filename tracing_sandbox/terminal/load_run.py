"""Conducts one run of `sandbox load`: plans it, sends it, joins it with its traces, judges it."""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from tracing_sandbox.doctor import Circumstances
from tracing_sandbox.errors import SandboxError
from tracing_sandbox.faults.catalogue import find_scenario
from tracing_sandbox.load.joining.join import Joined, join
from tracing_sandbox.load.judging.ramp import given_in
from tracing_sandbox.load.measuring.sent import began_of
from tracing_sandbox.load.planning.goods import choose_shelves
from tracing_sandbox.load.planning.plan import Arrival, make_plan, plan_at, write_plan
from tracing_sandbox.load.recording.folder import RunFolder, RunSettings
from tracing_sandbox.load.recording.record import read_records
from tracing_sandbox.load.result import Result, Run, conclude
from tracing_sandbox.load.sending.conduct import Outcome, Progress, Sending, never
from tracing_sandbox.load.sending.generator import ELSEWHERE_WITHIN_S, GeneratorOptions
from tracing_sandbox.running.addresses import Addresses
from tracing_sandbox.running.circumstances import look_around
from tracing_sandbox.running.health import is_well
from tracing_sandbox.running.lifecycle import Sandbox
from tracing_sandbox.running.ports import open_to_others, own_address
from tracing_sandbox.settings import EVERYWHERE
from tracing_sandbox.shop import Shop
from tracing_sandbox.terminal.console import err
from tracing_sandbox.terminal.load_options import LoadOptions
from tracing_sandbox.terminal.load_progress import telling, write_progress
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.page import has_page

# A page of Jaeger's that takes longer has gone wrong: the parts may still be busy after a run.
JAEGER_S = 20.0
ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
NOTHING_SENT = "Stopped before anything was sent."
NOT_READ = "Stopped before the traces were read."
STOPPING = "Stopping: what is under way is answered first. Once more to end it now."
MASTER_PORT = 5557
PROBE_S = 1.0


@dataclass(frozen=True)
class LoadRun:
    """A run to be: its folder, what is wanted, and the sandbox that takes it."""

    folder: RunFolder
    wanted: LoadOptions
    addresses: Addresses
    shop: Shop
    sandbox: Sandbox
    remote: bool = False

    def conduct(self, earlier: RunFolder | None) -> Result:
        """Send the traffic and say what came of it; SandboxError where nothing could be sent."""
        plan = self._plan()
        self.folder.write_settings(self._settings())
        before = look_around(self.sandbox)
        with telling() as tell:
            outcome = self._send(plan, tell)
        if not outcome.records:
            err.print(NOTHING_SENT)
            raise KeyboardInterrupt
        try:
            return self._conclude(plan, outcome, before, earlier)
        except KeyboardInterrupt:
            err.print(f"{NOT_READ} Plan and record: {self.folder.path}", soft_wrap=True)
            raise

    def _conclude(
        self,
        plan: list[Arrival],
        outcome: Outcome,
        before: Circumstances,
        earlier: RunFolder | None,
    ) -> Result:
        """Read the traces of what was sent, and judge it."""
        settings = replace(self._settings(), began_ns=began_of(plan, outcome.records))
        # A disk that has no room for this has none for the result, and that is said then.
        with suppress(SandboxError):
            self.folder.write_settings(settings)
        with telling() as tell:
            joined = self._join(outcome, tell)
            tell("Reading what the traces say.")
            result = conclude(
                Run(
                    settings,
                    plan,
                    outcome.records,
                    outcome.events,
                    outcome.usage,
                    outcome.stopped_after_s,
                    outcome.trouble,
                ),
                joined,
                limits=self.wanted.mix.at_most,
                pages_of=self._pages(),
                circumstances=look_around(self.sandbox).since(before),
            )
        if earlier:
            result = replace(result, against=set_beside(result, earlier))
        return result

    def _plan(self) -> list[Arrival]:
        """Fill the shelves and plan; SandboxError where the shop cannot take what is planned."""
        wanted = self.wanted
        if wanted.mix.scenarios:
            self.shop.require_faults()
        shelves = choose_shelves(self.shop.refill(), sold_out=bool(wanted.mix.sold_out))
        if wanted.kind:
            plan = make_plan(wanted.kind, wanted.steps, wanted.mix, shelves, wanted.seed)
        else:
            plan = plan_at(wanted.times_s, wanted.mix, shelves, wanted.seed)
        with self.folder.writing(self.folder.plan):
            write_plan(self.folder.plan, plan)
        self._say_what_is_felt()
        return plan

    def _say_what_is_felt(self) -> None:
        """Say which of what is planted other requests feel as well."""
        felt = [name for name in self.wanted.mix.scenarios if find_scenario(name).touches_others]
        if felt:
            err.print(
                f"Requests in which nothing is planted feel {', '.join(felt)} too: "
                "they may be blamed for it.",
                soft_wrap=True,
            )

    def _send(self, plan: list[Arrival], tell: Callable[[str], None]) -> Outcome:
        def tell_progress(progress: Progress) -> None:
            tell(write_progress(progress))

        wanted = self.wanted
        if self.remote:
            err.print(self._how_workers_join(), soft_wrap=True)
        return Sending(
            self.folder,
            self._told(),
            plan,
            wanted.duration_s,
            self._find_parts,
            self._is_well,
            tell_progress,
            lambda: err.print(STOPPING, soft_wrap=True),
            given_in(wanted.steps) if wanted.kind == "ramp" else never,
        ).send()

    def _told(self) -> GeneratorOptions:
        return GeneratorOptions(
            self._reached(self.addresses.frontend),
            self.wanted.workers,
            self.remote,
            self.addresses.host,
            MASTER_PORT,
            self._environment(),
        )

    def _environment(self) -> Mapping[str, str]:
        """Say where spans go; a shop without tracing gets no traces from us either."""
        environment = {}
        if not any(os.environ.get(name) for name in ENDPOINTS):
            environment[ENDPOINTS[0]] = self._reached(self.addresses.otlp_http)
        if not self.shop.is_traced():
            environment["OTEL_SDK_DISABLED"] = "true"
        return environment

    def _reached(self, address: str) -> str:
        """Write an address of ours as those who send reach it."""
        return open_to_others(address, self.addresses.host) if self.remote else address

    def _how_workers_join(self) -> str:
        host = self.addresses.host
        workers = "a worker" if self.wanted.workers == 1 else f"{self.wanted.workers} workers"
        return (
            f"Waiting for {workers}, {ELSEWHERE_WITHIN_S / 60:.0f} minutes at most. "
            "On each machine, in the project: locust -f loadtest/arrivals.py --worker "
            f"--master-host {own_address() if host == EVERYWHERE else host}"
        )

    def _find_parts(self) -> Mapping[str, int]:
        found = self.sandbox.supervisor.processes() or []
        return {each["name"]: each["pid"] for each in found if each["statename"] == "RUNNING"}

    def _is_well(self, part: str) -> bool:
        state = self.sandbox.state()
        return bool(state and is_well(state.health[part], PROBE_S))

    def _settings(self) -> RunSettings:
        """Say what the run is asked for; when its plan began is known once something was sent."""
        wanted = self.wanted
        return RunSettings(
            run=self.folder.name,
            seed=wanted.seed,
            rate=wanted.rate,
            duration_s=wanted.duration_s,
            arrivals=wanted.arrivals,
            mix=wanted.mix.model_dump(),
            workers=wanted.workers,
            mix_file=wanted.mix_file,
            remote=self.remote,
        )

    def _join(self, outcome: Outcome, tell: Callable[[str], None]) -> Joined:
        """Find all traces again; where Jaeger does not answer, the run has its other figures."""

        def say_progress(found: int, of: int) -> None:
            tell(f"Reading traces: {found:,} of {of:,}.")

        client = JaegerClient(self.addresses.jaeger, timeout_s=JAEGER_S)
        try:
            return join(client, outcome.records, say_progress)
        finally:
            client.close()

    def _pages(self) -> Callable[[str], list[dict[str, str]]]:
        """Say where a trace is seen: on the shop's page, and in a Jaeger that has pages."""
        bases = {"sandbox": f"{self.addresses.frontend_page}/traces/{{}}/"}
        if has_page(self.addresses.jaeger):
            bases["Jaeger"] = f"{self.addresses.jaeger_page}/trace/{{}}"

        def pages_of(trace_id: str) -> list[dict[str, str]]:
            return [{"name": name, "url": url.format(trace_id)} for name, url in bases.items()]

        return pages_of


def set_beside(result: Result, earlier: RunFolder) -> dict[str, Any]:
    """Compare a run with an earlier one."""
    # Every command is imported where this is; what it stands on is installed where Locust is.
    from tracing_sandbox.load.judging.against import compare_runs

    run = result.run
    return compare_runs(
        result.as_document(),
        run.records,
        run.settings.began_ns,
        earlier.read_result(),
        read_records(earlier.requests),
        earlier.read_settings().began_ns,
    )
