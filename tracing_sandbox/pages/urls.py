"""Which address under /traces/ leads where."""

from django.urls import path
from django.views.generic import RedirectView

from tracing_sandbox.pages.views import (
    compare_page,
    trace_document,
    trace_list,
    trace_page,
    why_page,
)

app_name = "tracing_sandbox"

urlpatterns = [
    path("", trace_list, name="list"),
    path("compare", compare_page, name="compare"),
    path("why", why_page, name="why"),
    path(
        "compare/", RedirectView.as_view(pattern_name="tracing_sandbox:compare", query_string=True)
    ),
    path("why/", RedirectView.as_view(pattern_name="tracing_sandbox:why", query_string=True)),
    path("<str:trace_id>.json", trace_document, name="document"),
    path("<str:trace_id>/", trace_page, name="trace"),
]
