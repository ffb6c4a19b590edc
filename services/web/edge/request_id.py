"""`X-Request-ID`: taken if sane, else made; it finds the parts of a broken trace again."""

import re
import uuid
from contextvars import ContextVar

HEADER = "X-Request-ID"
SANE = re.compile(r"[A-Za-z0-9._:-]{1,64}")

current_request_id: ContextVar[str] = ContextVar("current_request_id", default="")


def accept_request_id(offered: str | None) -> str:
    """Take the offered id if it is sane, else make one; it is current from here on."""
    request_id = offered if offered and SANE.fullmatch(offered) else uuid.uuid4().hex
    current_request_id.set(request_id)
    return request_id
