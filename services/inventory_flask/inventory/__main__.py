"""Runs the inventory: `python -m inventory`."""

from inventory.config import read_config
from telemetry.environment import check_environment
from web.server.serve import serve

if __name__ == "__main__":
    check_environment()
    config = read_config()
    serve(
        "inventory",
        config.host,
        config.inventory_port,
        config.inventory_threads,
        config.longest_request_s,
        config.fault_key,
    )
