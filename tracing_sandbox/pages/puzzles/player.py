"""Who plays: a name that is typed once, and kept in a signed cookie that only these pages get."""

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

COOKIE = "sandbox_player"
SALT = "player"
LONGEST_S = 30 * 24 * 3600


def read_player(request: HttpRequest) -> str:
    """Return the player's name; empty where none is known."""
    try:
        return str(request.get_signed_cookie(COOKIE, default="", salt=SALT))
    except BadSignature:
        return ""


def keep_player(response: HttpResponse, name: str) -> None:
    """Let the browser keep the name."""
    path = reverse("faults:puzzles")
    if not name:
        response.delete_cookie(COOKIE, path=path)
        return
    response.set_signed_cookie(
        COOKIE, name, salt=SALT, max_age=LONGEST_S, path=path, httponly=True, samesite="Lax"
    )
