"""Asks a running Jaeger whether it carries its own web page; a build from the Go module does not.

Terminal and page ask before they link to a trace there.
"""

import requests

SECONDS = 2.0
MARK = "jaeger-ui-root"


def has_page(jaeger_url: str, timeout_s: float = SECONDS) -> bool:
    """Tell whether a link to Jaeger's page makes sense; False as well if Jaeger does not answer.

    A Jaeger without the page serves a placeholder, which lacks the page's root element.
    """
    try:
        return MARK in requests.get(jaeger_url, timeout=timeout_s).text
    except requests.RequestException:
        return False
