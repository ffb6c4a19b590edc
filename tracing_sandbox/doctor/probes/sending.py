"""Sends the canaries, one after the other: the moment of each tells its spans from the others'."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import requests
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import HTTPError

from tracing_sandbox.doctor.probes.canary import Canary
from tracing_sandbox.doctor.probes.request import Request
from tracing_sandbox.errors import SandboxError
from tracing_sandbox.traces.direct import DirectSession

CONNECT_S = 1.0
CHUNK_BYTES = 64 * 1024
MOST_BYTES = 1024 * 1024
TRACERESPONSE = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})")
SAMPLED = 0x01
AGENT = {"User-Agent": "sandbox-doctor"}
BAGGAGE = "baggage"
UNSENT = "not sent: the others took all the time"


@dataclass(frozen=True, slots=True)
class Sent:
    """A canary, when it was under way, and what came back: a status, or why none did.

    `trace_id` is the trace that the answer names, `sampled` what it says of that.
    """

    canary: Canary
    began_ns: int
    ended_ns: int
    status: int | None = None
    failure: str = ""
    trace_id: str | None = None
    sampled: bool | None = None

    @property
    def was_sent(self) -> bool:
        """Tell whether the system got to see it, as far as is known."""
        return self.failure != UNSENT

    @property
    def is_sampled(self) -> bool:
        """Tell whether spans of it are to be expected."""
        return self.canary.sampled and self.sampled is not False


def send_canaries(
    request: Request,
    canaries: Sequence[Canary],
    deadline: float,
    note: Callable[[Sent], None] = lambda _sent: None,
) -> Sequence[Sent]:
    """Send each until `deadline` (`time.monotonic`); SandboxError where nobody takes the first."""
    sent: list[Sent] = []
    for each in send_each(request, canaries, deadline):
        if not sent and each.status is None:
            raise nobody(request, each.failure)
        note(each)
        sent.append(each)
    return sent


def send_each(request: Request, canaries: Sequence[Canary], deadline: float) -> Iterator[Sent]:
    """Send one after the other."""
    with DirectSession() as session:
        for canary in canaries:
            left_s = deadline - time.monotonic()
            if left_s > 0:
                yield send(session, request, canary, left_s)
            else:
                yield Sent(canary, time.time_ns(), time.time_ns(), failure=UNSENT)


def send(session: DirectSession, request: Request, canary: Canary, within_s: float) -> Sent:
    """Send one, and take its whole answer within the time that is left."""
    began, deadline = time.time_ns(), time.monotonic() + within_s
    try:
        with session.request(
            request.method,
            request.url,
            headers=headers_of(request, canary),
            json=request.document,
            timeout=(min(CONNECT_S, within_s), within_s),
            allow_redirects=False,
            stream=True,
        ) as answer:
            read_body(answer, deadline)
    except (requests.Timeout, TimeoutError):
        return Sent(canary, began, time.time_ns(), failure=f"no answer within {within_s:.1f} s")
    except (requests.RequestException, HTTPError, OSError) as error:
        return Sent(canary, began, time.time_ns(), failure=f"{type(error).__name__}")
    trace_id, sampled = read_traceresponse(answer.headers.get("traceresponse", ""))
    return Sent(canary, began, time.time_ns(), answer.status_code, "", trace_id, sampled)


def headers_of(request: Request, canary: Canary) -> CaseInsensitiveDict[str]:
    """Put the canary's headers in place of those that were typed; baggage stands beside its own."""
    headers = CaseInsensitiveDict({**AGENT, **request.headers})
    typed = headers.get(BAGGAGE)
    headers.update(canary.headers)
    if typed and BAGGAGE in canary.headers:
        headers[BAGGAGE] = f"{typed},{canary.headers[BAGGAGE]}"
    return headers


def read_body(answer: requests.Response, deadline: float) -> None:
    """Read the body to its end, and throw it away; TimeoutError for one that is late."""
    size = 0
    while chunk := answer.raw.read1(CHUNK_BYTES):
        size += len(chunk)
        if size > MOST_BYTES:
            return
        if time.monotonic() > deadline:
            raise TimeoutError


def read_traceresponse(header: str) -> tuple[str | None, bool | None]:
    """Read which trace an answer names, and whether that is sampled; None where it does not say."""
    found = TRACERESPONSE.fullmatch(header.strip().lower())
    return (found[1], bool(int(found[2], 16) & SAMPLED)) if found else (None, None)


def nobody(request: Request, failure: str) -> SandboxError:
    """Build the error for a system that does not answer at all."""
    return SandboxError(
        f"{request.method} {request.url} is not answered: {failure}.",
        "Start the system, or give the address at which it takes requests.",
    )
