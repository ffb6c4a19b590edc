"""Says which methods a page has; `guard` answers the others."""

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

View = Callable[..., HttpResponseBase]


def allow_methods(*methods: str) -> Callable[[View], View]:
    """Let a page be asked with these methods alone, and with forms of this shop alone.

    Django's middleware would look for the form's token first, and call a wrong method a forgery.
    """

    def decorate(view: View) -> View:
        limited: View = csrf_exempt(require_http_methods(methods)(csrf_protect(view)))
        return limited

    return decorate
