"""What the API's description cannot say; schemathesis loads it by `SCHEMATHESIS_HOOKS`.

A key that comes with another order than before is refused, so that each valid key is used once.
JSON Schema takes 3.0 for an integer, and the shop does not: it is sent as 3.
"""

import re
import uuid
from typing import Any

import schemathesis

VALID_KEY = re.compile(r"[!-+\--~]{1,64}")


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: Any) -> None:
    """Change a case before it is sent."""
    headers = case.headers or {}
    if VALID_KEY.fullmatch(str(headers.get("Idempotency-Key", ""))):
        headers["Idempotency-Key"] = uuid.uuid4().hex
    if isinstance(case.body, dict) and is_whole_float(case.body.get("quantity")):
        case.body["quantity"] = int(case.body["quantity"])


def is_whole_float(value: Any) -> bool:
    """Tell whether JSON Schema takes this float for an integer."""
    return isinstance(value, float) and value.is_integer()
