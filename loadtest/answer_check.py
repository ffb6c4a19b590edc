"""What is to be said of an answer, or of there being none."""

from dataclasses import dataclass
from typing import Any

from loadtest.answer import (
    find_order_id,
    is_out_of_stock,
    judge_order,
    name_problem,
    read_document,
)
from loadtest.failure import name_failure
from loadtest.step_request import StepRequest

SUCCESS = 200
FAILURE = 400


@dataclass(frozen=True)
class AnswerCheck:
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


def check_answer(
    answer: Any, request: StepRequest, sold_out: bool, took_s: float, order_id: str | None = None
) -> AnswerCheck:
    """Check the answer to a request; `sold_out` says that the order asks for more than there is.

    `order_id` is that of the visitor's order where one is known: no answer may tell of another.
    """
    status = answer.status_code
    if not is_answer(answer):
        failure = name_failure(answer.request_meta["exception"], took_s)
        return AnswerCheck(status, failure, failure)
    document = read_document(answer.text)
    told_id = find_order_id(document)
    if request.document is None:
        problem = None if status == 200 else name_problem(status, document)
    else:
        problem = _judge_order(status, document, sold_out)
    if problem is None and order_id and told_id and told_id != order_id:
        problem = f"{status} with another order's id"
    return AnswerCheck(status, None, problem, told_id)


def _judge_order(status: int, document: dict[str, Any], sold_out: bool) -> str | None:
    if is_out_of_stock(status, document) and not sold_out:
        return name_problem(status, document)
    problem = judge_order(status, document)
    if problem is None and sold_out and not is_out_of_stock(status, document):
        return f"{status} for an order of more than there is"
    return problem
