"""How Jaeger, the Collector and services are asked: directly, whatever proxy is named."""

from collections.abc import Mapping
from typing import Any

import requests


class DirectSession(requests.Session):
    """A session that uses no proxy.

    Unlike without `trust_env`, what the environment says of certificates and passwords holds.
    """

    def merge_environment_settings(self, *arguments: Any, **named: Any) -> Any:
        """Take the environment's settings, but for its proxies."""
        return {**super().merge_environment_settings(*arguments, **named), "proxies": {}}

    def rebuild_proxies(self, *_: Any, **__: Any) -> Mapping[str, str]:
        """Use no proxy for what the answer leads to either."""
        return {}
