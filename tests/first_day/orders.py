"""Orders placed over HTTP, with whatever headers a caller sends."""

from typing import Any

import requests

from tracing_sandbox.running.trial import TrialSandbox

LONGEST_S = 30


def place(sandbox: TrialSandbox, **headers: str) -> dict[str, Any]:
    """Place one order as a program does; return what the shop answered."""
    answer = requests.post(
        f"{sandbox.frontend_url}/api/orders",
        json={"sku": "TEA-ASSAM", "quantity": 1},
        headers=headers,
        timeout=LONGEST_S,
    )
    assert answer.status_code == 201
    document: dict[str, Any] = answer.json()
    return document


def see(sandbox: TrialSandbox, path: str) -> requests.Response:
    """Load a page of the shop as a browser does, without following where it leads."""
    return requests.get(
        sandbox.frontend_url + path,
        headers={"Accept": "text/html"},
        timeout=LONGEST_S,
        allow_redirects=False,
    )
