"""Takes the way of a question once before any does: the first one is no slower for it.

It is one that is refused: no time is spent thinking about it, and no span of it is sent.
"""

from telemetry.rehearsal import unsent
from thirdparty.wsgi import application
from web.server.rehearsal import answer_one


def rehearse() -> None:
    """Refuse a question."""
    with unsent():
        answer_one(application, "GET", "/v1/prices/TEA-ASSAM?quantity=0")
