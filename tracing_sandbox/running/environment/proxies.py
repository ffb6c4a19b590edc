"""Keeps what goes to the sandbox's own parts from the proxies that the environment names."""

from collections.abc import Mapping

NAMES = ("no_proxy", "NO_PROXY")
OWN_HOSTS = ("localhost", "127.0.0.1", "::1")


def without_proxy(environ: Mapping[str, str], host: str) -> dict[str, str]:
    """Return the variables that spare our own addresses, beside those spared already.

    A second backend may still be behind a proxy, so the proxies themselves stay.
    """
    told = ",".join(environ.get(name, "") for name in NAMES).replace(" ", "").split(",")
    spared = dict.fromkeys(name for name in (*told, *OWN_HOSTS, host) if name)
    # Python takes a star for every host only where it stands alone.
    value = "*" if "*" in spared else ",".join(spared)
    return dict.fromkeys(NAMES, value)
