"""Which address leads where."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import include, path
from django.views.decorators.http import require_safe

from frontend.api import api
from frontend.catalogue.views import take_delivery
from frontend.orders.views import catalogue, order_or_trace, order_page


@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """Say that the process answers, and how long a request may take."""
    return JsonResponse({"status": "ok", "longest_request_s": settings.SANDBOX.longest_request_s})


urlpatterns = [
    path("", catalogue, name="catalogue"),
    path("deliveries/", take_delivery, name="deliveries"),
    path("orders/<uuid:order_id>/", order_page, name="order"),
    path("traces/<uuid:some_id>/", order_or_trace),
    path("traces/", include("tracing_sandbox.pages.urls")),
    path("", include("tracing_sandbox.pages.asked.urls")),
    path("healthz", healthz),
    path("api/", api.urls),
]

handler400 = "frontend.errors.bad_request"
handler403 = "frontend.errors.permission_denied"
handler404 = "frontend.errors.page_not_found"
handler500 = "frontend.errors.server_error"
