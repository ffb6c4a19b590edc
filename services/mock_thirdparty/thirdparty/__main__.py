"""Runs the third party: `python -m thirdparty`."""

from thirdparty.config import Settings
from web.server.serve import serve
from web.settings import read_settings

LONGEST_REQUEST_S = 60.0

if __name__ == "__main__":
    settings = read_settings(Settings)
    serve(
        "thirdparty.wsgi",
        settings.host,
        settings.thirdparty_port,
        settings.thirdparty_threads,
        LONGEST_REQUEST_S,
    )
