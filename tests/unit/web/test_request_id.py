"""The request's id is never more than what a header, a log line and a span can carry."""

import re

from hypothesis import given
from hypothesis import strategies as st

from web.edge.request import accept_request_id, current_request_id

SANE = re.compile(r"[A-Za-z0-9._:-]{1,64}")


@given(st.none() | st.text() | st.from_regex(SANE))
def test_request_id_is_always_sane_and_current(offered: str | None) -> None:
    taken = accept_request_id(offered)
    assert SANE.fullmatch(taken)
    assert current_request_id.get() == taken


@given(st.from_regex(SANE, fullmatch=True))
def test_sane_request_id_is_kept(offered: str) -> None:
    assert accept_request_id(offered) == offered


def test_request_ids_that_are_made_differ() -> None:
    assert accept_request_id(None) != accept_request_id(None)
