"""The third party's answer is no JSON: it wrote a Python dictionary as Python shows it."""

import json
from typing import Any

from tracing_sandbox.faults.call import Call


def show(call: Call) -> Any:
    """Write the answer with `str`: single quotes, which no reader of JSON takes."""
    return write_answer(call, str)


def dump(call: Call) -> Any:
    """Write the answer with `json.dumps`."""
    return write_answer(call, json.dumps)


def write_answer(call: Call, write: Any) -> Any:
    """Write the body of the answer to this request by hand."""
    import flask

    def by_hand(response: flask.Response) -> flask.Response:
        response.set_data(write(response.get_json()))
        return response

    flask.after_this_request(by_hand)
    return call.proceed()


BROKEN = {"thirdparty.app:look_up_price": show}
MENDED = {"thirdparty.app:look_up_price": dump}
