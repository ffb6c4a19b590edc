"""What every template may show: where Jaeger is."""

from django.conf import settings
from django.http import HttpRequest


def jaeger(_request: HttpRequest) -> dict[str, str]:
    """Return where a browser finds Jaeger."""
    return {"jaeger_page_url": settings.SANDBOX.jaeger_page_url}
