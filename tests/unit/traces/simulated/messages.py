"""What outlives a call in the simulated system: messages in a queue, and answers that stream."""

from collections.abc import Callable

from tests.unit.traces.simulated.simulation import StepFailed, Thread

Handle = Callable[[Thread], None]


def publish(thread: Thread, queue: str, worker: str, wait_ms: float, handle: Handle) -> None:
    """Leave a message in a queue; a worker takes it out later, and nobody waits for that."""
    message = {"messaging__system": "rabbitmq", "messaging__destination__name": queue}
    with thread.span(f"publish {queue}", "producer", **message):
        thread.take(0.6)
        far = Thread(thread.system, worker, thread.parent_id, thread.now_ns, "")
    far.take(wait_ms, "queue", queue)
    try:
        with far.span(f"process {queue}", "consumer", **message):
            handle(far)
    except StepFailed:
        return


def stream(thread: Thread, service: str, route: str, begin: Handle, go_on: Handle) -> None:
    """Ask for an answer whose headers come first; the call's span ends with them.

    Whoever asked reads on until the end, in no span of its own.
    """
    headers_ns = []

    def answer(far: Thread) -> None:
        begin(far)
        headers_ns.append(far.now_ns)
        go_on(far)

    with thread.span("GET", "client", http__request__method="GET", server__address=service) as call:
        thread.take(0.4, "network", service)
        far = Thread(thread.system, service, thread.parent_id, thread.now_ns, "")
        far.serve(f"GET {route}", answer)
        thread.now_ns = headers_ns[0]
        thread.take(0.4, "network", service)
        call.attributes["http__response__status_code"] = 200
    thread.now_ns = max(thread.now_ns, far.now_ns)
    thread.take(0.4)
