"""The steps that a program does one after another: work, a span of its own, a query, a call.

A step holds every duration that it will take, so that nothing is drawn while a program runs.
`open_ns` is what it costs to begin a span, within it; `close_ns` what it costs to end one, behind
its end; `resume_ns` what passes until a coroutine goes on with what it waited for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tests.unit.traces.programs.running.machine import Coroutine
from tests.unit.traces.programs.running.recording import Flow


class Step(Protocol):
    """What a coroutine can do; each step of a program is done once."""

    def run(self, flow: Flow) -> Coroutine:
        """Do it within the current span."""


@dataclass(frozen=True, eq=False, slots=True)
class Work:
    """Work, or a pause, of the current span itself."""

    piece_id: str
    ns: int

    def run(self, flow: Flow) -> Coroutine:
        """Take the time."""
        yield from flow.spend(self.piece_id, "own", self.ns)


@dataclass(frozen=True, eq=False, slots=True)
class Internal:
    """Steps in a span of their own."""

    name: str
    body: Sequence[Step]
    open_ns: int = 0
    close_ns: int = 0

    def run(self, flow: Flow) -> Coroutine:
        """Do the steps within a new span."""
        inside = flow.open(self.name, "internal", {})
        yield self.open_ns
        yield from do(self.body, inside)
        inside.close()
        yield self.close_ns


@dataclass(frozen=True, eq=False, slots=True)
class Query:
    """A question to a database, which reports no span."""

    name: str
    piece_id: str
    ns: int
    system: str = "postgresql"
    resume_ns: int = 0
    close_ns: int = 0
    error: bool = False

    def run(self, flow: Flow) -> Coroutine:
        """Wait for the answer within a client's span."""
        attributes = {"db.system.name": self.system, "server.address": f"{self.system}-1"}
        client = flow.open(self.name, "client", attributes, error=self.error)
        yield from client.spend(self.piece_id, "remote", self.ns)
        yield self.resume_ns
        client.close()
        yield self.close_ns


@dataclass(frozen=True, eq=False, slots=True)
class Network:
    """The way of a message from one service to another."""

    piece_id: str
    ns: int

    def run(self, flow: Flow) -> Coroutine:
        """Be on the way, at the cost of the caller."""
        yield from flow.spend(self.piece_id, "network", self.ns)


@dataclass(frozen=True, eq=False, slots=True)
class Call:
    """A call of another service, which is traced as well."""

    service: str
    route: str
    out: Network
    body: Sequence[Step]
    back: Network
    open_ns: int = 0
    resume_ns: int = 0
    close_ns: int = 0
    error: bool = False

    def run(self, flow: Flow) -> Coroutine:
        """Wait for the answer within a client's span, around the server's."""
        client = open_client(flow, self.service, self.error)
        yield from self.out.run(client)
        server = open_server(client, self.service, self.route, self.error)
        yield self.open_ns
        yield from do(self.body, server)
        server.close()
        yield from self.back.run(client)
        yield self.resume_ns
        client.close()
        yield self.close_ns


def open_client(flow: Flow, service: str, error: bool = False) -> Flow:
    """Begin the span of one who calls a service."""
    attributes = {
        "http.request.method": "GET",
        "server.address": service,
        "http.response.status_code": 503 if error else 200,
    }
    return flow.open("GET", "client", attributes, error=error)


def open_server(client: Flow, service: str, route: str, error: bool = False) -> Flow:
    """Begin the span of the service that is called."""
    attributes = {
        "http.request.method": "GET",
        "http.route": route,
        "http.response.status_code": 503 if error else 200,
    }
    return client.open(f"GET {route}", "server", attributes, service, error)


def do(steps: Sequence[Step], flow: Flow) -> Coroutine:
    """Do steps one after another in the current span."""
    for step in steps:
        yield from step.run(flow)
