"""Reads the one setting of these pages, `TRACING_SANDBOX`."""

from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

JAEGER_URL = "http://127.0.0.1:16686"
COMMAND = "sandbox"
KEYS = ("JAEGER_URL", "JAEGER_PAGE_URL", "COLLECTOR_METRICS_URL", "COMMAND", "SEAL_KEY")


class PagesSettings(NamedTuple):
    """Where this process asks Jaeger and the Collector, and where a browser finds Jaeger's page.

    Without `collector_metrics_url` the pages know nothing of requests that it could not use;
    `command` is how a reader of the pages types the `sandbox` command. Without `seal_key`, nothing
    can be broken on purpose.
    """

    jaeger_url: str
    jaeger_page_url: str
    collector_metrics_url: str = ""
    command: str = COMMAND
    seal_key: str = ""


def read_settings() -> PagesSettings:
    """Read the project's setting; a browser finds Jaeger where this process does if none is said.

    Raises ImproperlyConfigured for a key that there is not.
    """
    given = getattr(settings, "TRACING_SANDBOX", {})
    unknown = ", ".join(sorted(set(given) - set(KEYS)))
    if unknown:
        raise ImproperlyConfigured(
            f"TRACING_SANDBOX knows no {unknown}; expected {', '.join(KEYS)}, "
            f'for example {{"JAEGER_URL": "{JAEGER_URL}"}}.'
        )
    jaeger_url = given.get("JAEGER_URL", JAEGER_URL)
    return PagesSettings(
        jaeger_url=jaeger_url.rstrip("/"),
        jaeger_page_url=given.get("JAEGER_PAGE_URL", jaeger_url).rstrip("/"),
        collector_metrics_url=given.get("COLLECTOR_METRICS_URL") or "",
        command=given.get("COMMAND", COMMAND),
        seal_key=given.get("SEAL_KEY") or "",
    )
