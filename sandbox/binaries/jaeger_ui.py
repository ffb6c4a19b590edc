"""Ask a running Jaeger whether it carries its web page; a build from the Go module does not."""

import requests

SECONDS = 2.0


def has_ui(query_url: str) -> bool:
    """Tell whether a link to Jaeger's page makes sense; False as well if Jaeger does not answer.

    A Jaeger without the page serves a placeholder, which lacks the page's root element.
    """
    try:
        return "jaeger-ui-root" in requests.get(query_url, timeout=SECONDS).text
    except requests.RequestException:
        return False
