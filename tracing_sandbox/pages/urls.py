"""Which address under /traces/ leads where."""

from django.urls import path

from tracing_sandbox.pages.views import compare_page, trace_document, trace_list, trace_page

urlpatterns = [
    path("", trace_list, name="traces"),
    path("compare", compare_page, name="compare"),
    path("<str:trace_id>.json", trace_document, name="trace-document"),
    path("<str:trace_id>/", trace_page, name="trace"),
]
