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
    """Keep the parameter's name, and its value unless it is a secret."""
    name, equals, _value = parameter.partition("=")
    secret = equals and SECRET_NAME.search(unquote_plus(name))
    return f"{name}={REDACTED}" if secret else parameter
