"""A stand-in answers one request of a client as the far side would, and is gone."""

import pytest

from web.calls.far_side import FarSide, FarSideDownError
from web.calls.stand_in import stand_in


@pytest.mark.parametrize(
    ("method", "sent", "told"),
    [("GET", None, {"price": 3}), ("POST", {"sku": "TEA"}, {"sku": "TEA", "price": 3})],
)
def test_stand_in_answers_with_what_it_is_asked_and_what_it_adds(
    method: str, sent: dict[str, str] | None, told: dict[str, object]
) -> None:
    with stand_in(price=3) as url:
        found = FarSide("thirdparty", url, 5).ask(method, "/anything", json=sent)
    assert (found.status, found.document) == (200, told)
    with pytest.raises(FarSideDownError):
        FarSide("thirdparty", url, 5).ask(method, "/anything", json=sent)


def test_stand_in_that_nobody_asks_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.calls.stand_in.LONGEST_S", 0.01)
    with stand_in() as url:
        assert url.startswith("http://127.0.0.1:")
