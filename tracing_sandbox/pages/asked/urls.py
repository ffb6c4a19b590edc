"""Which address leads to what can be broken on purpose; to nothing where nothing can.

Include it at the root of a project whose services have the same seal:

    path("", include("tracing_sandbox.pages.asked.urls"))
"""

from django.urls import URLPattern, path

from tracing_sandbox.pages.asked.views import choose, fault_list
from tracing_sandbox.pages.conf import read_settings
from tracing_sandbox.pages.puzzles.views import (
    answer_document,
    new_document,
    puzzle_board,
    puzzle_page,
)

app_name = "faults"

addresses = [
    path("faults/", fault_list, name="list"),
    path("faults/choose", choose, name="choose"),
    path("puzzle/", puzzle_board, name="puzzles"),
    path("puzzle/new.json", new_document, name="new-puzzle-document"),
    path("puzzle/<uuid:puzzle_id>.json", answer_document, name="puzzle-document"),
    path("puzzle/<uuid:puzzle_id>/", puzzle_page, name="puzzle"),
]
urlpatterns: list[URLPattern] = addresses if read_settings().seal_key else []
