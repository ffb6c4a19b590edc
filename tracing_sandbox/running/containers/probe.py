"""Asks health checks, inside containers: `python probe.py URL ...` fails unless each answers 200.

A file of its own, and without what our other modules import: it runs every few seconds.
"""

import sys
from collections.abc import Iterable
from http.client import HTTPConnection
from urllib.parse import urlsplit

TIMEOUT_S = 1.0


def main(urls: Iterable[str]) -> str | None:
    """Ask each; return what is wrong with the first that is not well."""
    return next((f"{url}: {wrong}" for url in urls if (wrong := find_wrong(url))), None)


def find_wrong(url: str) -> str | None:
    """Ask one; return what is wrong with it."""
    address = urlsplit(url)
    connection = HTTPConnection(address.netloc, timeout=TIMEOUT_S)
    try:
        connection.request("GET", address.path)
        status = connection.getresponse().status
    except OSError as error:
        return str(error)
    finally:
        connection.close()
    return None if status == 200 else f"answered {status}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
