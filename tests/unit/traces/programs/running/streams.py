"""The step that calls a service and reads its answer while it is still being made."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.unit.traces.programs.running.machine import Coroutine, Event, tell
from tests.unit.traces.programs.running.recording import Flow
from tests.unit.traces.programs.running.steps import Network, Step, do, open_client, open_server


@dataclass(frozen=True, eq=False, slots=True)
class Chunk:
    """A part of a streamed body: how the server makes it, and what the caller does with it."""

    made: Sequence[Step]
    read: Sequence[Step] = ()
    delivery_ns: int = 0
    resume_ns: int = 0


@dataclass(frozen=True, eq=False, slots=True)
class Stream:
    """A call whose client's span ends with the headers, while the server streams on.

    The caller reads the body to its end before it goes on. The server is never more than `window`
    chunks ahead of it.
    """

    service: str
    route: str
    out: Network
    head: Sequence[Step]
    back: Network
    chunks: Sequence[Chunk]
    window: int = 1_000
    open_ns: int = 0
    resume_ns: int = 0
    close_ns: int = 0

    def run(self, flow: Flow) -> Coroutine:
        """Call, end the client's span with the headers, and read on."""
        machine = flow.recording.machine
        headers = Event(machine)
        sent = [Event(machine) for _ in self.chunks]
        read = [Event(machine) for _ in self.chunks]
        client = open_client(flow, self.service)
        yield from self.out.run(client)
        machine.start(self._serve(client, headers, sent, read))
        yield headers
        yield from self.back.run(client)
        yield self.resume_ns
        client.close()
        yield self.close_ns
        for chunk, arrival, done in zip(self.chunks, sent, read, strict=True):
            flow.decide(chunk, arrival.happened)
            yield arrival
            yield chunk.resume_ns
            yield from do(chunk.read, flow)
            done.happen()

    def _serve(
        self, client: Flow, headers: Event, sent: list[Event], read: list[Event]
    ) -> Coroutine:
        machine = client.recording.machine
        server = open_server(client, self.service, self.route)
        yield self.open_ns
        yield from do(self.head, server)
        headers.happen()
        for number, chunk in enumerate(self.chunks):
            if number >= self.window:
                made_room = read[number - self.window]
                server.decide((chunk, "room"), made_room.happened)
                yield made_room
            yield from do(chunk.made, server)
            machine.start(tell(sent[number]), chunk.delivery_ns)
        server.close()
