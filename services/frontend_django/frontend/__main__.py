"""Runs the shop: `python -m frontend`."""

from frontend.config import Settings
from web.server.serve import serve
from web.settings import read_settings

if __name__ == "__main__":
    settings = read_settings(Settings)
    serve(
        "frontend.wsgi",
        settings.host,
        settings.frontend_port,
        settings.frontend_threads,
        settings.longest_request_s,
    )
