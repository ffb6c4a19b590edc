"""The `requests` session that `far_side` asks with: one attempt, and the whole answer in time.

`timeout=` of requests starts anew with every byte, and its client span ends with the head of the
answer. Here the body is read while the span is open, until a deadline. A head that comes in drips
is still waited for byte by byte: none of ours does.
"""

import time
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import ChunkedEncodingError, ContentDecodingError, ReadTimeout
from urllib3.exceptions import DecodeError, ProtocolError, ReadTimeoutError

MAX_ANSWER_BYTES = 1024 * 1024
CHUNK_BYTES = 64 * 1024


class AnswerTooLongError(requests.RequestException):
    """The answer's body is longer than is allowed, once decoded."""


class WholeAnswerAdapter(HTTPAdapter):
    """Reads each answer whole, within `timeout` of the request's start."""

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        """Exchange request and answer; AnswerTooLongError besides what requests raises."""
        deadline = time.monotonic() + kwargs["timeout"][1]
        response = super().send(request, *args, **kwargs)
        response._content = read_body(response, deadline)
        return response


def read_body(response: requests.Response, deadline: float) -> bytes:
    """Read the body as it comes, until `deadline` (on `time.monotonic`)."""
    body = bytearray()
    while chunk := read_chunk(response, deadline):
        body += chunk
        if len(body) > MAX_ANSWER_BYTES:
            response.close()
            raise AnswerTooLongError(f"the answer is longer than {MAX_ANSWER_BYTES} bytes")
        if time.monotonic() > deadline:
            response.close()
            raise ReadTimeout("the answer did not end in time")
    return bytes(body)


def read_chunk(response: requests.Response, deadline: float) -> bytes:
    """Read what has come, decoded; requests' own exceptions, as `iter_content` raises them."""
    connection = response.raw.connection
    if connection and connection.sock:
        connection.sock.settimeout(max(deadline - time.monotonic(), 0.001))
    try:
        chunk: bytes = response.raw.read1(CHUNK_BYTES, decode_content=True)
    except ReadTimeoutError as error:
        raise ReadTimeout(error) from error
    except DecodeError as error:
        raise ContentDecodingError(error) from error
    except ProtocolError as error:
        raise ChunkedEncodingError(error) from error
    return chunk


def open_session(connections: int) -> requests.Session:
    """Open a session for `http://` addresses: no proxy, no cookie, no attempt but one."""
    session = requests.Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.adapters.clear()
    session.mount("http://", WholeAnswerAdapter(max_retries=0, pool_maxsize=connections))
    return session
