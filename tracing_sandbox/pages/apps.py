"""The pages of traces as a Django app, for any project.

Include it in a project's settings and addresses:

    INSTALLED_APPS += ["tracing_sandbox.pages"]
    TRACING_SANDBOX = {"JAEGER_URL": "http://127.0.0.1:16686"}
    path("traces/", include("tracing_sandbox.pages.urls"))

Where requests of the project can be broken on purpose (`SANDBOX_FAULTS`), its setting has the
services' `SEAL_KEY`, and `asked.urls` is included at its root: the catalogue of faults, the choice
and the puzzles.

With `COLLECTOR_METRICS_URL` beside it, the list of traces says which spans the Collector refused.

As is usual, its templates extend the project's `base.html`; they fill the blocks `title`, `head`
and `main`. A template of the project's own takes the place of `tracing_sandbox/base.html` where its
blocks have other names, of `tracing_sandbox/problem.html`, and of the two that are there for it:
`tracing_sandbox/request_links.html`, what a trace leads to in the project, and
`tracing_sandbox/no_traces.html`, how to make one. `request_trace` shows the trace of a request on
a page of the project, `context_processors.jaeger` tells all templates where Jaeger's page is.
"""

from django.apps import AppConfig

from tracing_sandbox.pages.conf import read_settings


class PagesConfig(AppConfig):
    """The app; its tables are those of what was broken on purpose."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "tracing_sandbox.pages"
    label = "tracing_sandbox_pages"
    verbose_name = "Traces"

    def ready(self) -> None:
        """Refuse a wrong setting at the start, not at the first page."""
        read_settings()
