"""Which name the shop was called by: what a tunnel says of it, else the Host; `middleware` asks."""

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.http import request as django_request

from web.edge.host import NAME

FORWARDED = "HTTP_X_FORWARDED_HOST"
MALFORMED_HOST = "frontend.malformed_host"


def take_names_of_docker() -> None:
    """Let Django take names with an underscore: it has no setting for that, only a pattern."""
    django_request.host_validation_re = NAME


def settle_host(request: HttpRequest) -> None:
    """Let the server's own name stand in for a Host that is none: without one there is no span.

    `ProblemMiddleware` answers such a request with 400.
    """
    settle_forwarded_host(request)
    try:
        request.get_host()
    except DisallowedHost:
        request.META[MALFORMED_HOST] = request.META.pop("HTTP_HOST")


def settle_forwarded_host(request: HttpRequest) -> None:
    """Keep what the proxy next to the browser has said, if it is a name; Django knows no list."""
    first = request.META.pop(FORWARDED, "").partition(",")[0].strip()
    if NAME.fullmatch(first):
        request.META[FORWARDED] = first
