"""Runs the third party: `python -m thirdparty`."""

from telemetry.environment import check_environment
from thirdparty.config import LONGEST_REQUEST_S, read_config
from web.server.serve import serve

if __name__ == "__main__":
    check_environment()
    config = read_config()
    serve(
        "thirdparty",
        config.host,
        config.thirdparty_port,
        config.thirdparty_threads,
        LONGEST_REQUEST_S,
        config.fault_key,
    )
