"""The pages of what can be broken on purpose: all of it, and the choice for the next order."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST, require_safe

from tracing_sandbox.pages.asked.choice import group_scenarios, lead_to_order, read_form
from tracing_sandbox.pages.errors import PageError, answer_errors
from tracing_sandbox.pages.views import show

SEE_OTHER = 303


@never_cache
@require_safe
@csrf_protect
def fault_list(request: HttpRequest) -> HttpResponse:
    """Show all that can be broken, each with a form that breaks it for the next order."""
    return show(request, "tracing_sandbox/faults.html", {"groups": group_scenarios()})


@never_cache
@require_POST
@csrf_protect
@answer_errors
def choose(request: HttpRequest) -> HttpResponse:
    """Seal what was chosen, and lead to the form of the order that is to have it."""
    try:
        asked = read_form(request.POST)
    except ValueError as error:
        raise PageError(400, "unknown-scenario", str(error)) from error
    return HttpResponseRedirect(lead_to_order(asked), status=SEE_OTHER)
