"""Gives services their colours: the same service the same one in every trace."""

from collections.abc import Iterable
from zlib import crc32

COUNT = 8


def colour_services(services: Iterable[str]) -> dict[str, str]:
    """Map each service to a class of `traces.css`; two share one only if there are more than 8."""
    colours: dict[str, str] = {}
    for service in sorted(set(services)):
        wanted = crc32(service.encode(errors="replace")) % COUNT
        free = (f"s{(wanted + step) % COUNT}" for step in range(COUNT))
        colours[service] = next(
            (each for each in free if each not in colours.values()), f"s{wanted}"
        )
    return colours
