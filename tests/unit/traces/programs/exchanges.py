"""The steps in which two sides wait for each other: locks, queues and streams."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.unit.traces.programs.machine import Coroutine, Event
from tests.unit.traces.programs.recording import Flow
from tests.unit.traces.programs.steps import Network, Step, Work, do, open_client, open_server


@dataclass(frozen=True, eq=False, slots=True)
class Locked:
    """Steps under a lock that a database holds: of a row, or one that services share.

    The wait for it lies in the span that asks; it ends when the holder's `release` ends.
    """

    lock: str
    system: str
    asking: tuple[str, str, int]
    body: Sequence[Step]
    release: tuple[str, str, int]
    resume_ns: int = 0
    close_ns: int = 0

    def run(self, flow: Flow) -> Coroutine:
        """Ask, wait, work and release."""
        lock = flow.recording.slots(self.lock, 1)
        attributes = {"db.system.name": self.system, "server.address": f"{self.system}-1"}
        client = flow.open(self.asking[0], "client", attributes)
        yield from client.spend(self.asking[1], "remote", self.asking[2])
        holder = yield from lock.take()
        flow.decide(self, holder)
        yield self.resume_ns
        client.close()
        yield self.close_ns
        yield from do(self.body, flow)
        client = flow.open(self.release[0], "client", attributes)
        yield from client.spend(self.release[1], "remote", self.release[2])
        lock.give_back(self)
        client.close()
        yield self.close_ns


@dataclass(frozen=True, eq=False, slots=True)
class Reply:
    """The consumer's answer over another queue, and how the sender waits for it.

    With `reading`, the wait has a span of that name.
    """

    publish: Work
    delivery_ns: int = 0
    meanwhile: Sequence[Step] = ()
    reading: str = ""
    resume_ns: int = 0


@dataclass(frozen=True, eq=False, slots=True)
class Send:
    """A message to a queue that some workers share; with a `reply`, the sender waits for it."""

    topic: str
    service: str
    publish: Work
    body: Sequence[Step]
    workers: int = 1
    delivery_ns: int = 0
    take_ns: int = 0
    open_ns: int = 0
    close_ns: int = 0
    reply: Reply | None = None
    afterwards: Sequence[Step] = ()

    def run(self, flow: Flow) -> Coroutine:
        """Send within a producer's span, and wait if there is a reply."""
        machine = flow.recording.machine
        producer = flow.open(f"send {self.topic}", "producer", self._attributes("send"))
        yield from self.publish.run(producer)
        answer = Event(machine)
        machine.start(self._consume(producer, answer), self.delivery_ns)
        producer.close()
        yield self.close_ns
        if self.reply is not None:
            yield from self._await(self.reply, flow, answer)

    def _consume(self, producer: Flow, answer: Event) -> Coroutine:
        workers = producer.recording.slots(self.topic, self.workers)
        before = yield from workers.take()
        producer.decide((self, "taken"), before)
        yield self.take_ns
        attributes = self._attributes("process")
        name = f"process {self.topic}"
        consumer = producer.open(name, "consumer", attributes, self.service)
        yield self.open_ns
        yield from do(self.body, consumer)
        if self.reply is not None:
            yield from self._answer(self.reply, consumer, answer)
        yield from do(self.afterwards, consumer)
        consumer.close()
        yield self.close_ns
        workers.give_back(self)

    def _answer(self, reply: Reply, consumer: Flow, answer: Event) -> Coroutine:
        name = f"send {self.topic}.reply"
        producer = consumer.open(name, "producer", self._attributes("send"))
        yield from reply.publish.run(producer)
        consumer.recording.machine.start(_tell(answer), reply.delivery_ns)
        producer.close()
        yield self.close_ns

    def _await(self, reply: Reply, flow: Flow, answer: Event) -> Coroutine:
        yield from do(reply.meanwhile, flow)
        attributes = self._attributes("receive")
        reader = flow.open(reply.reading, "consumer", attributes) if reply.reading else None
        flow.decide((self, "answered"), answer.happened)
        yield answer
        yield reply.resume_ns
        if reader is not None:
            reader.close()
            yield self.close_ns

    def _attributes(self, operation: str) -> dict[str, str]:
        return {
            "messaging.system": "rabbitmq",
            "messaging.destination.name": self.topic,
            "messaging.operation.type": operation,
        }


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
            machine.start(_tell(sent[number]), chunk.delivery_ns)
        server.close()


def _tell(event: Event) -> Coroutine:
    event.happen()
    yield 0
