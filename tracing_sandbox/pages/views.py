"""The pages under /traces/: the newest, one, two compared, and one as JSON."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracing_sandbox.doctor.surroundings import diagnose_around
from tracing_sandbox.pages.asked.truth import hide_open, tell
from tracing_sandbox.pages.collector import find_wrong_requests
from tracing_sandbox.pages.drawing.comparison import draw_pairs, draw_parts
from tracing_sandbox.pages.drawing.survey import draw_causes
from tracing_sandbox.pages.errors import answer_errors, prefers_page
from tracing_sandbox.pages.forms import (
    LABELS,
    LAST,
    PERIODS,
    ListForm,
    SelectionForm,
    WhyForm,
    list_faults,
    read_form,
)
from tracing_sandbox.pages.jaeger import fetch_trace, open_jaeger
from tracing_sandbox.pages.leading import lead_to, lead_to_ids, lead_to_whole_id, names_two
from tracing_sandbox.pages.showing.comparing import (
    ask_for_two,
    fetch_two,
    lead_to_comparison,
    read_two,
)
from tracing_sandbox.pages.showing.explaining import describe_explanation
from tracing_sandbox.pages.showing.listing import (
    LOOK_AGAIN_S,
    describe_form,
    describe_listing,
    look_for_traces,
)
from tracing_sandbox.traces.comparing.comparison import compare
from tracing_sandbox.traces.explaining.document import explanation_document
from tracing_sandbox.traces.jaeger.peers import explain_from
from tracing_sandbox.traces.jaeger.period import survey_period

SURVEYED = 200
LONGEST_LIST_BYTES = 12 * 1024 * 1024

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


@never_cache
@require_safe
@answer_errors
def trace_list(request: HttpRequest) -> HttpResponse:
    """List the newest traces, or lead to the one whose id was typed in."""
    form = ListForm(request.GET)
    if not form.is_valid() and prefers_page(request):
        return show_faults(request, form)
    wanted = read_form(form)
    if wanted["find"]:
        return lead_to(wanted["find"])
    with open_jaeger(LONGEST_LIST_BYTES) as client:
        found = look_for_traces(client, wanted)
        services = client.services()
    found = found._replace(explanations=hide_open(found.explanations))
    context = {
        **describe_listing(found, wanted, request.GET),
        "services": services,
        "wrong_requests": find_wrong_requests(),
    }
    response = show(request, "tracing_sandbox/list.html", context)
    if wanted["live"]:
        response["Refresh"] = str(LOOK_AGAIN_S)
    return response


def show_faults(request: HttpRequest, form: ListForm) -> HttpResponse:
    """Show the form of the list again, with what is wrong in it."""
    with open_jaeger() as client:
        services = client.services()
    faults = [{**each, "label": LABELS.get(each["field"], "")} for each in list_faults(form)]
    context = {**describe_form(request.GET), "services": services, "faults": faults}
    response = show(request, "tracing_sandbox/list.html", context)
    response.status_code = 422
    patch_vary_headers(response, ["Accept"])
    return response


@never_cache
@require_safe
@answer_errors
def why_page(request: HttpRequest) -> HttpResponse:
    """Say what is wrong with the traces of a time as a whole."""
    wanted = read_form(WhyForm(request.GET))
    with open_jaeger(LONGEST_LIST_BYTES) as client:
        found = survey_period(client, wanted["last"], wanted["service"] or None, SURVEYED)
        services = client.services()
    context = {
        "survey": found.survey,
        "more": found.more,
        "causes": list(draw_causes(found.survey)),
        "services": services,
        "periods": PERIODS,
        "last": request.GET.get("last") or LAST,
        "wanted": wanted,
    }
    return show(request, "tracing_sandbox/why.html", context)


@never_cache
@require_safe
@answer_errors
def trace_page(request: HttpRequest, trace_id: str) -> HttpResponse:
    """Explain one trace; lead there from its id in another form, and from two to a comparison."""
    wanted = read_form(SelectionForm(request.GET))
    if names_two(trace_id):
        return lead_to_ids(trace_id)
    with open_jaeger() as client:
        trace = fetch_trace(client, trace_id)
        if trace.trace_id != trace_id:
            return lead_to_whole_id(request, trace.trace_id)
        told = tell(explain_from(client, trace), lambda: diagnose_around(client, [trace]).findings)
    context = describe_explanation(
        told.explanation, wanted["show"], wanted["service"], wanted["page"] or 1
    )
    return show(request, "tracing_sandbox/trace.html", {**context, **told.context})


@never_cache
@require_safe
@answer_errors
def trace_document(_request: HttpRequest, trace_id: str) -> JsonResponse:
    """Return what `sandbox trace --json` prints."""
    with open_jaeger() as client:
        explanation = tell(explain_from(client, fetch_trace(client, trace_id))).explanation
    return JsonResponse(explanation_document(explanation), json_dumps_params={"indent": 2})


@never_cache
@require_safe
@answer_errors
def compare_page(request: HttpRequest) -> HttpResponse:
    """Show where the difference between two traces comes from, or ask which two."""
    form = read_two(request.GET)
    if not form.cleaned_data["b"]:
        return show(request, *ask_for_two(form))
    with open_jaeger() as client:
        first, second = fetch_two(client, form)
    if not form.cleaned_data["a"]:
        return redirect(lead_to_comparison(first.trace_id, second.trace_id))
    comparison = compare(first, second)
    context = {
        "comparison": comparison,
        "parts": list(draw_parts(comparison)),
        "pairs": list(draw_pairs(comparison)),
        "form": form,
    }
    return show(request, "tracing_sandbox/compare.html", context)


def show(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Render a page that may load nothing but the project's own styles and images."""
    response = render(request, template, context)
    response["Content-Security-Policy"] = POLICY
    return response
