"""The pages of puzzles, and the same for programs: `sandbox puzzle` plays through these."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from tracing_sandbox.faults.puzzle import Grade
from tracing_sandbox.pages.errors import FormPage, PageError, answer_errors
from tracing_sandbox.pages.jaeger import leave_no_trace
from tracing_sandbox.pages.models import Puzzle
from tracing_sandbox.pages.puzzles import store
from tracing_sandbox.pages.puzzles.board import read_board
from tracing_sandbox.pages.puzzles.forms import (
    pairs_of,
    read_answers,
    read_begin,
    read_document,
)
from tracing_sandbox.pages.puzzles.player import keep_player, read_player
from tracing_sandbox.pages.puzzles.showing import (
    describe_puzzle,
    describe_state,
    lead_to_order,
)
from tracing_sandbox.pages.views import show

SEE_OTHER = 303
CREATED = 201
PAGE = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(PAGE)
@csrf_protect
@leave_no_trace
@answer_errors
def puzzle_board(request: HttpRequest) -> HttpResponse:
    """Show who has solved what, and begin a puzzle."""
    if request.method == "POST":
        return begin(read_begin(request.POST))
    context = {"player": read_player(request), "board": read_board()}
    return show(request, "tracing_sandbox/puzzles.html", context)


def begin(wanted: dict[str, Any]) -> HttpResponse:
    """Make a puzzle, and lead to the form of its order."""
    puzzle = store.make(wanted["seed"], wanted["player"], hard=wanted["hard"])
    response = HttpResponseRedirect(lead_to_order(puzzle), status=SEE_OTHER)
    keep_player(response, wanted["player"])
    return response


@never_cache
@require_http_methods(PAGE)
@csrf_protect
@leave_no_trace
@answer_errors
def puzzle_page(request: HttpRequest, puzzle_id: UUID) -> HttpResponse:
    """Show the trace of a puzzle's order and ask what is wrong; take the answer."""
    puzzle = store.find(puzzle_id)
    graded = take_answer(request, puzzle) if request.method == "POST" else None
    if puzzle.over and request.method == "POST":
        return HttpResponseRedirect(reverse("faults:puzzle", args=[puzzle.id]), status=SEE_OTHER)
    context = {**describe_puzzle(puzzle, request.POST), "graded": graded}
    response = show(request, "tracing_sandbox/puzzle.html", context)
    if context["look_again_s"] and not graded:
        response["Refresh"] = str(context["look_again_s"])
    return response


def take_answer(request: HttpRequest, puzzle: Puzzle) -> Grade | None:
    """Grade what a form says, or give up; PageError shows the form again."""
    fields = request.POST
    try:
        store.require_order(puzzle)
        if "give_up" in fields:
            store.end(puzzle, solved=False)
            return None
        pairs = zip(fields.getlist("service"), fields.getlist("cause"), strict=False)
        return store.answer(puzzle, read_answers(list(pairs)))
    except PageError as error:
        context = {**describe_puzzle(puzzle, fields), "refused": error.detail}
        error.form = FormPage("tracing_sandbox/puzzle.html", context)
        raise


@never_cache
@require_POST
@leave_no_trace
@answer_errors
def new_document(request: HttpRequest) -> HttpResponse:
    """Make a puzzle for a program: `{"player": "...", "seed": 1, "hard": false}`."""
    wanted = read_begin(read_document(request))
    puzzle = store.make(wanted["seed"], wanted["player"], hard=wanted["hard"])
    return JsonResponse(describe_state(puzzle), status=CREATED)


@never_cache
@require_http_methods(PAGE)
@leave_no_trace
@answer_errors
def answer_document(request: HttpRequest, puzzle_id: UUID) -> HttpResponse:
    """Tell how a puzzle stands; take `{"answers": [{"service": "...", "cause": "..."}]}`.

    Or `{"give_up": true}`.
    """
    puzzle = store.find(puzzle_id)
    if request.method != "POST":
        return JsonResponse(describe_state(puzzle))
    document = read_document(request)
    store.require_order(puzzle)
    if document.get("give_up") is True:
        store.end(puzzle, solved=False)
        return JsonResponse(describe_state(puzzle))
    graded = store.answer(puzzle, read_answers(pairs_of(document)))
    return JsonResponse(describe_state(puzzle, graded))
