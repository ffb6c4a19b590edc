"""Django's settings, made from the shop's configuration."""

from pathlib import Path

from frontend.config import read_config
from frontend.database import configure_database

PACKAGE = Path(__file__).parent
SANDBOX = read_config()

SECRET_KEY = SANDBOX.secret_key.get_secret_value()
DEBUG = False
# Any name may lead to a sandbox on loopback or behind a forwarded port; `middleware` refuses what
# is no name at all.
ALLOWED_HOSTS = ["*"]
# Behind a tunnel a form comes from another address than ours. Whoever sends these headers without
# one gains nothing: they say where the sender's own forms come from, and no page can send them.
USE_X_FORWARDED_HOST = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "ninja",
    "frontend.catalogue",
    "frontend.orders",
    "tracing_sandbox.pages",
]
# OpenTelemetry's own middleware goes between the first and the second: see `tracing`.
# `csrf_protect` stands at the views that show or take a form, after their check of the method.
MIDDLEWARE = [
    "frontend.middleware.request_id_middleware",
    "frontend.middleware.ProblemMiddleware",
    "django.middleware.common.CommonMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
]
ROOT_URLCONF = "frontend.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["tracing_sandbox.pages.context_processors.jaeger"]},
    }
]

DATABASES = {
    "default": configure_database(SANDBOX.frontend_database_url, SANDBOX.database_timeout_s)
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False

TRACING_SANDBOX = {
    "JAEGER_URL": SANDBOX.jaeger_url,
    "JAEGER_PAGE_URL": SANDBOX.jaeger_page_url,
    "COMMAND": SANDBOX.command,
    "COLLECTOR_METRICS_URL": SANDBOX.collector_metrics_url,
    "SEAL_KEY": SANDBOX.fault_key,
}

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False

CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "frontend.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024

# `errors` logs what goes wrong and `middleware` every request, each inside its trace.
LOGGING = {"version": 1, "incremental": True, "loggers": {"django.request": {"level": "CRITICAL"}}}
