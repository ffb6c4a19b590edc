"""Hands on to the third party what the request asks for, in the mock's own header: no baggage."""

from typing import Any

from tracing_sandbox.faults.seal import Seal
from tracing_sandbox.planting.baggage import write_baggage
from tracing_sandbox.planting.current import current

BEHAVIOUR = "X-Thirdparty-Behaviour"


class Carrier:
    """Adds the header to what the inventory asks the third party."""

    def __init__(self, seal: Seal) -> None:
        self._seal = seal

    def __call__(self, wrapped: Any, instance: Any, args: Any, kwargs: Any) -> Any:
        """Prepare the request, and tell the third party how to behave."""
        prepared = wrapped(*args, **kwargs)
        request = current.get()
        if request is not None and instance.name == "thirdparty":
            prepared.headers[BEHAVIOUR] = write_baggage(request.asked.entries(self._seal))
        return prepared
