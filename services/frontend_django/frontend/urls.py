"""Which address leads where."""

from django.http import HttpRequest, JsonResponse
from django.urls import include, path

from frontend.api import api
from frontend.edge.methods import allow_methods
from frontend.orders.pages import catalogue, order_page


@allow_methods("GET", "HEAD")
def healthz(_request: HttpRequest) -> JsonResponse:
    """Say that the process answers."""
    return JsonResponse({"status": "ok"})


urlpatterns = [
    path("", catalogue, name="catalogue"),
    path("orders/<uuid:order_id>/", order_page, name="order"),
    path("traces/", include("tracing_sandbox.pages.urls")),
    path("healthz", healthz),
    path("api/", api.urls),
]

handler400 = "frontend.edge.refusals.refuse_bad_request"
handler403 = "frontend.edge.refusals.refuse_access"
handler404 = "frontend.edge.refusals.refuse_unknown"
handler500 = "frontend.edge.refusals.report_failure"
