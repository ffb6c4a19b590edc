"""What is to be said of an answer, or of there being none."""

from dataclasses import dataclass
from typing import Any

from loadtest.answer import OUT_OF_STOCK, find_order_id, judge_order, name_problem, read_document
from loadtest.failure import name_failure
from loadtest.step_request import StepRequest

SUCCESS = 200
FAILURE = 400


@dataclass(frozen=True)
class Verdict:
    """The answer's status, 0 without one; what kept it from coming; what is wrong; whose order."""

    status: int
    failure: str | None
    problem: str | None
    order_id: str | None = None

    @property
    def error(self) -> str | None:
        """Say what of it a client's span shows: a wrong answer is none that HTTP knows of."""
        return None if SUCCESS <= self.status < FAILURE else self.problem


def is_answer(answer: Any) -> bool:
    """Tell whether an answer came, and came whole.

    Of one that Locust takes for a failure by its status, the error has that as its code.
    """
    error = answer.request_meta["exception"]
    return error is None or hasattr(error, "code")


def judge(answer: Any, request: StepRequest, sold_out: bool, took_s: float) -> Verdict:
    """Judge the answer to a request; `sold_out` says that the order asks for more than there is."""
    status = answer.status_code
    if not is_answer(answer):
        failure = name_failure(answer.request_meta["exception"], took_s)
        return Verdict(status, failure, failure)
    document = read_document(answer.text)
    if request.document is None:
        return Verdict(status, None, None if status == 200 else name_problem(status, document))
    return Verdict(status, None, _judge_order(status, document, sold_out), find_order_id(document))


def _judge_order(status: int, document: dict[str, Any], sold_out: bool) -> str | None:
    if document.get("type") == OUT_OF_STOCK and not sold_out:
        return name_problem(status, document)
    return judge_order(status, document)
