"""Orders, for people: the catalogue with its forms, and the page of one order."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe
from opentelemetry.instrumentation.utils import suppress_instrumentation

from frontend.catalogue.stock import find_products
from frontend.inventory import get_inventory
from frontend.orders.failures import explain_failure
from frontend.orders.forms import OrderForm, Refusal, fresh_form, retry_form
from frontend.orders.models import Order
from frontend.orders.placing import place_order
from frontend.orders.saving import find_order
from telemetry.baggage import CHANNEL, with_baggage
from telemetry.spans import domain_span
from tracing_sandbox.pages.request_trace import RequestTrace, look_for_trace
from tracing_sandbox.pages.views import trace_page
from web.edge.problem import Problem, ProblemError


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_protect
def catalogue(request: HttpRequest) -> HttpResponse:
    """Show the catalogue, and take the order that one of its forms sends."""
    if request.method == "POST":
        return take_order(request, OrderForm(request.POST))
    return show_catalogue(request)


def show_catalogue(request: HttpRequest, refused: Refusal | None = None) -> HttpResponse:
    """Show all products and what is in stock; one that was refused as it was typed."""
    products = find_products(get_inventory())
    cards = [
        (product, refused.form if refused and refused.concerns(product) else fresh_form(product))
        for product in products
    ]
    context = {
        "cards": cards,
        "refused": refused,
        "stock_unknown": all(product.in_stock is None for product in products),
    }
    return render(request, "orders/catalogue.html", context, status=422 if refused else 200)


def take_order(request: HttpRequest, form: OrderForm) -> HttpResponse:
    """Place the order and lead to its page, whatever became of it."""
    if not form.is_valid():
        return show_catalogue(request, form.refuse())
    with with_baggage(CHANNEL, "page"):
        placement = place_order(get_inventory(), **form.cleaned_data)
    if isinstance(placement, Problem):
        return show_catalogue(request, form.refuse(placement))
    return HttpResponseRedirect(reverse("order", args=[placement.order.id]), status=303)


@never_cache
@require_safe
@csrf_protect
def order_page(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Show one order, why it failed if it did, and the trace of its request once that is there."""
    order = find_order(order_id)
    if order is None:
        raise ProblemError(Problem(404, "unknown-order", "The shop has no such order."))
    is_shown = request.method != "HEAD" and order.state != Order.State.PLACED
    trace = explain_trace(order) if is_shown else RequestTrace({})
    context = {
        **trace.context,
        "order": order,
        "reason": explain_failure(order),
        "again": order.state == Order.State.FAILED and order.attempts > 1,
        "retry": retry_form(order) if may_retry(order) else None,
    }
    response = render(request, "orders/order.html", context)
    if trace.look_again_s:
        response["Refresh"] = str(trace.look_again_s)
    return response


def explain_trace(order: Order) -> RequestTrace:
    """Look for the order's trace, in a span: this page takes the time that Jaeger takes."""
    with domain_span("explain_trace"):
        ended = order.settled_at or order.asked_at
        return look_for_trace(order.trace_id, ended, sampled=order.sampled)


@never_cache
@require_safe
def order_or_trace(request: HttpRequest, some_id: UUID) -> HttpResponse:
    """Lead from an order's id to its page; any other in the form of a UUID may be a trace's."""
    with suppress_instrumentation():
        is_order = Order.objects.filter(pk=some_id).exists()
    if is_order:
        return HttpResponseRedirect(reverse("order", args=[some_id]))
    return trace_page(request, str(some_id))


def may_retry(order: Order) -> bool:
    """Tell whether the same order may be sent once more: its key keeps it one order."""
    return order.state == Order.State.FAILED and not order.final and bool(order.idempotency_key)
