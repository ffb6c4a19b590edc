"""Gives services their colours: a service has the same one on every page."""

from collections.abc import Iterable
from zlib import crc32

COUNT = 16


def colour_services(services: Iterable[str]) -> dict[str, str]:
    """Map each service to a class of `traces.css`, which depends on nothing but its name.

    Two may share one: their names stand beside it.
    """
    return {service: f"s{crc32(service.encode(errors='replace')) % COUNT}" for service in services}
