"""The third party's answer drips: the head at once, and then the body, a few bytes at a time."""

import time
from collections.abc import Iterator
from typing import Any

from tracing_sandbox.faults.call import Call

PIECE_BYTES = 16


def drip(call: Call) -> Any:
    """Send each piece of the body when it is there."""
    import flask

    def in_drips(response: flask.Response) -> flask.Response:
        body = response.get_data()
        del response.headers["Content-Length"]
        response.response = pieces(body, call)
        stay_until_sent(response)
        return response

    flask.after_this_request(in_drips)
    return call.proceed()


def stay_until_sent(response: Any) -> None:
    """Let the request be over, and with it its span, when the body is sent.

    `flask.stream_with_context` lets it be over when the head is: it comes back for the body alone.
    """
    from flask.globals import request_ctx

    request: Any = request_ctx
    request.push()
    response.call_on_close(request._get_current_object().pop)


def pieces(body: bytes, call: Call) -> Iterator[bytes]:
    """Give the body in pieces, with a pause before each; all pauses make the delay."""
    starts = range(0, len(body), PIECE_BYTES)
    weights = [call.random.uniform(0.5, 1.5) for _ in starts]
    for start, weight in zip(starts, weights, strict=True):
        time.sleep(call.delay_s * weight / sum(weights))
        yield body[start : start + PIECE_BYTES]


def send_whole(call: Call) -> Any:
    """Send the body when all of it is there, with its length."""
    import flask

    def as_one(response: flask.Response) -> flask.Response:
        response.set_data(response.get_data())
        return response

    flask.after_this_request(as_one)
    return call.proceed()


BROKEN = {"thirdparty.app:look_up_price": drip}
MENDED = {"thirdparty.app:look_up_price": send_whole}
