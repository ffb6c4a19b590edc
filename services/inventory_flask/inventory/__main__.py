"""Runs the inventory: `python -m inventory`."""

from inventory.config import Settings
from web.server.serve import serve
from web.settings import read_settings

if __name__ == "__main__":
    settings = read_settings(Settings)
    serve(
        "inventory.wsgi",
        settings.host,
        settings.inventory_port,
        settings.inventory_threads,
        settings.longest_request_s,
    )
