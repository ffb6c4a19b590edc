"""The step that calls a service and loses patience, while the service works on."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.unit.traces.programs.running.machine import Coroutine, Event
from tests.unit.traces.programs.running.recording import Flow
from tests.unit.traces.programs.running.steps import Network, Step, do, open_server


@dataclass(frozen=True, eq=False, slots=True)
class Abandoned:
    """A call that is over when its patience or the server's work is, whichever comes first."""

    service: str
    route: str
    out: Network
    body: Sequence[Step]
    patience_ns: int
    open_ns: int = 0
    resume_ns: int = 0
    close_ns: int = 0

    def run(self, flow: Flow) -> Coroutine:
        """Call, and wait for the answer no longer than patience lasts."""
        machine = flow.recording.machine
        attributes = {
            "http.request.method": "GET",
            "server.address": self.service,
            "error.type": "ReadTimeout",
        }
        client = flow.open("GET", "client", attributes, error=True)
        over = Event(machine)
        machine.start(_end(over, "patience"), self.patience_ns)
        machine.start(self._serve(client, over))
        yield over
        flow.decide(self, over.cause)
        yield self.resume_ns
        client.close()
        yield self.close_ns

    def _serve(self, client: Flow, over: Event) -> Coroutine:
        yield from self.out.run(client)
        server = open_server(client, self.service, self.route)
        yield self.open_ns
        yield from do(self.body, server)
        server.close()
        yield from _end(over, "answer")


def _end(over: Event, cause: str) -> Coroutine:
    if not over.happened:
        over.happen(cause)
    yield 0
