"""Takes secrets out of what a span would record of a request's address."""

import re
from urllib.parse import unquote_plus

REDACTED = "REDACTED"
SECRET_NAME = re.compile(
    r"token|secret|passw|pwd|api[-_]?key|auth|credential|session|signature|\b(key|sig|code)\b",
    re.IGNORECASE,
)


def redact_query(query: str) -> str:
    """Replace the value of each parameter whose name says that it is a secret."""
    return "&".join(redact_parameter(parameter) for parameter in query.split("&"))


def redact_parameter(parameter: str) -> str:
    """Keep the parameter, or what is before the first secret in it.

    A semicolon may begin another parameter, and it may be part of the secret.
    """
    kept: list[str] = []
    for piece in parameter.split(";"):
        name, equals, _value = piece.partition("=")
        if equals and SECRET_NAME.search(unquote_plus(name)):
            return ";".join([*kept, f"{name}={REDACTED}"])
        kept.append(piece)
    return parameter
