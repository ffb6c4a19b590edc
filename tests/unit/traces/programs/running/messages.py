"""The step that sends a message to a queue, and what its consumer does with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.unit.traces.programs.running.machine import Coroutine, Event, tell
from tests.unit.traces.programs.running.recording import Flow
from tests.unit.traces.programs.running.steps import Step, Work, do


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
        attributes = self._attributes("send", f"{self.topic}.reply")
        producer = consumer.open(name, "producer", attributes)
        yield from reply.publish.run(producer)
        consumer.recording.machine.start(tell(answer), reply.delivery_ns)
        producer.close()
        yield self.close_ns

    def _await(self, reply: Reply, flow: Flow, answer: Event) -> Coroutine:
        yield from do(reply.meanwhile, flow)
        attributes = self._attributes("receive", f"{self.topic}.reply")
        reader = flow.open(reply.reading, "consumer", attributes) if reply.reading else None
        flow.decide((self, "answered"), answer.happened)
        yield answer
        yield reply.resume_ns
        if reader is not None:
            reader.close()
            yield self.close_ns

    def _attributes(self, operation: str, destination: str = "") -> dict[str, str]:
        return {
            "messaging.system": "rabbitmq",
            "messaging.destination.name": destination or self.topic,
            "messaging.operation.type": operation,
        }
