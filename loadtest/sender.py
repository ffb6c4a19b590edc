"""Sends arrivals from this process: all of them, or a worker's share."""

import gc
import resource
from collections.abc import Callable, Sequence
from typing import Any

from opentelemetry.sdk.trace import TracerProvider

from loadtest.client_spans import ClientTracing
from loadtest.dispatch import Dispatch
from loadtest.journey import Journey, JourneyContext
from loadtest.share import Share
from loadtest.visitor import Entrance
from loadtest.wall_clock import WallClock
from tracing_sandbox.load.planning.arrivals import MOST_ARRIVALS
from tracing_sandbox.load.planning.plan import Arrival
from tracing_sandbox.load.recording.record import Record

# What Locust itself and the exporter have open.
OTHER_FILES = 200


class Sender:
    """Sends a share of the plan, and hands over the record of each request."""

    def __init__(
        self,
        environment: Any,
        provider: TracerProvider,
        share: Share,
        write: Callable[[Record], None],
    ) -> None:
        self._environment = environment
        self._arrivals: Sequence[Arrival] = share.arrivals
        shop_url = environment.host.rstrip("/")
        clock = WallClock(share.began_ns)
        entrance = Entrance(shop_url, clock, environment.events.request)
        self._tracing = ClientTracing(provider, shop_url, entrance.host, entrance.port)
        self._context = JourneyContext(
            entrance=entrance,
            clock=clock,
            tracing=self._tracing,
            write=write,
            run_key=share.run_key,
            worker=share.worker,
        )
        self._dispatch = Dispatch(self._walk)

    @property
    def failed(self) -> bool:
        """Tell whether it had to stop by a fault of its own."""
        return self._dispatch.failed

    def stop(self) -> None:
        """Let nobody in from now on."""
        self._dispatch.stop()

    def cut_off(self) -> None:
        """Let nobody in, and wait no longer for those who are in."""
        self._dispatch.cut_off()

    def send(self) -> None:
        """Send all, wait for the last answer, and send the last span."""
        # A search for garbage among all that is loaded takes 0.1 s, in which nobody could arrive.
        gc.collect()
        gc.freeze()
        allow_connections()
        self._dispatch.run(self._arrivals, self._context.clock)
        self._dispatch.drain(self._environment.stop_timeout)
        self._tracing.flush()

    def _walk(self, arrival: Arrival) -> None:
        Journey(arrival, self._context).walk()


def allow_connections() -> None:
    """Let as many visitors wait at once as there may be in a plan: each has a connection."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_ARRIVALS + OTHER_FILES
    if most != resource.RLIM_INFINITY:
        wanted = min(wanted, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
