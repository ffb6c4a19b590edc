"""Whether Jaeger has pages of its own: not every one that was built has them."""

import requests

from tracing_sandbox.traces.direct import DirectSession

TIMEOUT_S = 2.0
MARK = "jaeger-ui-root"


def has_page(jaeger_url: str, timeout_s: float = TIMEOUT_S) -> bool:
    """Tell whether Jaeger carries its own web page; False as well if it does not answer.

    A Jaeger without the page serves a placeholder, which lacks the page's root element.
    """
    try:
        with DirectSession() as session:
            return MARK in session.get(jaeger_url, timeout=timeout_s).text
    except requests.RequestException:
        return False
