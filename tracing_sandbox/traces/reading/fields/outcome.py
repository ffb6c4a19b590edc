"""Whether a span failed: one rule for every format.

An explicit status decides, also where it stands as an attribute. Without one, or with one that is
unset, an attribute `error` that says true is a failure. A status that is not known is neither, and
is reported.
"""

import re
from collections.abc import Mapping, MutableMapping
from typing import Any, NamedTuple

from tracing_sandbox.traces.reading.fields.field import (
    UNKNOWN_STATUS,
    Remark,
    Remarks,
    read_text,
    shown,
)

CODES: Mapping[str, str] = {
    **dict.fromkeys(("", "0", "unset"), "unset"),
    **dict.fromkeys(("1", "ok"), "ok"),
    **dict.fromkeys(("2", "error"), "error"),
}
# Formats that have no field for a status write it into attributes under these names.
CODE_KEY = "otel.status_code"
MESSAGE_KEY = "otel.status_description"
CODE = re.compile(r"(?:status[_. ]?code[_.]?)?(.*?)(?:\.0+)?", re.DOTALL)
ERROR_KEY = "error"


class Outcome(NamedTuple):
    """Whether a span failed, why in its own words, and whether its status is not known."""

    error: bool
    message: str = ""
    unknown: bool = False


FINE = Outcome(error=False)


def take_outcome(
    attributes: MutableMapping[str, Any], code: object, message: str, remarks: Remarks
) -> Outcome:
    """Read the outcome from the status, or else from attributes; takes out those that say it."""
    if CODE_KEY in attributes:
        told = attributes.pop(CODE_KEY)
        code = told if code is None or _read_code(code) == "unset" else code
    if MESSAGE_KEY in attributes:
        told = attributes.pop(MESSAGE_KEY)
        message = message or (told if isinstance(told, str) else "")
    says_error = ERROR_KEY in attributes and _take_error(attributes)
    if code is None or code == 0:
        return Outcome(says_error, message) if says_error or message else FINE
    known = _read_code(code)
    if not known:
        expected = "expected 0 to 2, for example 2 for an error"
        remarks.append(Remark(UNKNOWN_STATUS, f"status is {shown(code)}; {expected}"))
    error = known == "error" or (says_error and known != "ok")
    return Outcome(error, message, unknown=not known)


def _read_code(code: object) -> str:
    """Return the status, '' if it is none that is known."""
    if isinstance(code, float) and code.is_integer():
        code = int(code)
    if isinstance(code, bool) or not isinstance(code, str | int):
        return ""
    found = CODE.fullmatch(shown(code).strip("'").strip().lower())
    return CODES.get(found[1], "") if found else ""


def read_status(status: object, remarks: Remarks) -> tuple[object, str]:
    """Return a status's code and message in any spelling; a bare code is taken as well."""
    if not status:
        return None, ""
    if not isinstance(status, dict):
        return status, ""
    code = status.get("code")
    if code is None:
        code = status.get("status_code", status.get("statusCode"))
    key = "description" if status.get("message") is None else "message"
    return code, read_text(status, key, remarks)


def _take_error(attributes: MutableMapping[str, Any]) -> bool:
    """Say whether the attribute is true; one that is no true or false stays among the others."""
    word = str(attributes[ERROR_KEY]).strip().lower()
    if word in ("true", "false"):
        del attributes[ERROR_KEY]
    return word == "true"
