"""A Django project that includes the pages and knows nothing else of ours; prints what it answers.

`python -m tests.integration.pages.other_project SETTING_AS_JSON "METHOD PATH"...`
"""

import json
import sys
from importlib.abc import MetaPathFinder
from pathlib import Path
from tempfile import TemporaryDirectory

ABSENT = ("frontend", "web", "telemetry", "opentelemetry")
BASE = """<title>{% block title %}Payroll{% endblock %}</title>{% block head %}{% endblock %}
<nav>Payroll</nav>{% block main %}{% endblock %}"""


class NotInstalled(MetaPathFinder):
    """Lets the import of what this project has not fail."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name.partition(".")[0] in ABSENT:
            raise ModuleNotFoundError(name)


def configure(setting: dict[str, str], templates: Path) -> None:
    """Set up the project as the app's docstring says."""
    from django.conf import settings

    settings.configure(
        ALLOWED_HOSTS=["*"],
        INSTALLED_APPS=["django.contrib.staticfiles", "tracing_sandbox.pages"],
        ROOT_URLCONF=__name__,
        STATIC_URL="/static/",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [templates],
                "APP_DIRS": True,
            }
        ],
        TRACING_SANDBOX=setting,
        USE_TZ=True,
    )


def answer(setting: dict[str, str], asked: list[str]) -> list[dict[str, object]]:
    """Ask for each path, as a browser does."""
    import django
    from django.test import Client
    from django.urls import include, path

    with TemporaryDirectory() as directory:
        (Path(directory) / "base.html").write_text(BASE)
        configure(setting, Path(directory))
        django.setup()
        globals()["urlpatterns"] = [path("made/", include("tracing_sandbox.pages.urls"))]
        client = Client(headers={"Accept": "text/html"})
        answers = [client.generic(*each.split(" ")) for each in asked]
        return [{"status": one.status_code, "text": one.content.decode()} for one in answers]


if __name__ == "__main__":
    sys.meta_path.insert(0, NotInstalled())
    json.dump(answer(json.loads(sys.argv[1]), sys.argv[2:]), sys.stdout)
