"""What every template of a project may show: where Jaeger's own page is."""

from django.http import HttpRequest

from tracing_sandbox.pages.jaeger import find_jaeger_page


def jaeger(_request: HttpRequest) -> dict[str, str | None]:
    """Return where a browser finds Jaeger; None where Jaeger has no page of its own."""
    return {"jaeger_page_url": find_jaeger_page()}
