"""Installs in one service what a request can ask for."""

import wrapt

from tracing_sandbox.faults.catalogue import SCENARIOS
from tracing_sandbox.faults.seal import Seal
from tracing_sandbox.planting.carrying import Carrier
from tracing_sandbox.planting.edge import Application, Edge, Refuse
from tracing_sandbox.planting.jitter import draw_by_seed
from tracing_sandbox.planting.places import WSGI, Place, collect_places, wrap
from tracing_sandbox.planting.preparing import prepare


def install(service: str, application: Application, seal_key: str, refuse: Refuse) -> Application:
    """Stand around the service's functions, and return its application with an edge before it."""
    seal = Seal(seal_key, SCENARIOS)
    places = collect_places(service)
    entrance = places.pop(f"{service}:{WSGI}", Place())
    for address, place in places.items():
        wrap(address, place)
    install_own(service, seal)
    prepare(service, application)
    return Edge(application, seal, entrance, refuse)


def install_own(service: str, seal: Seal) -> None:
    """Install what one service has and no other."""
    if service == "frontend":
        from tracing_sandbox.planting.record import keep_record

        for door in ("frontend.orders.api", "frontend.orders.views"):
            wrapt.wrap_function_wrapper(door, "place_order", keep_record)
    if service == "inventory":
        wrapt.wrap_function_wrapper("web.calls.far_side", "FarSide._prepare", Carrier(seal))
    if service == "thirdparty":
        latency = "Behaviour.draw_latency_ms"
        wrapt.wrap_function_wrapper("thirdparty.behaviour", latency, draw_by_seed)
