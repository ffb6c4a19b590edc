"""Runs the shop: `python -m frontend`."""

from frontend.config import read_config
from telemetry.environment import check_environment
from web.server.serve import serve

if __name__ == "__main__":
    check_environment()
    config = read_config()
    serve(
        "frontend",
        config.host,
        config.frontend_port,
        config.frontend_threads,
        config.longest_request_s,
        config.fault_key,
    )
