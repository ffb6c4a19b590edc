"""What the shop keeps of the inventory's own words."""

from hypothesis import given
from hypothesis import strategies as st

from frontend.inventory import MAX_DETAIL, printable


@given(st.text(st.characters(exclude_categories=())))
def test_words_can_be_stored_and_sent(text: str) -> None:
    kept = printable(text)

    assert kept.encode("utf-8").decode("utf-8") == kept
    assert "\x00" not in kept
    assert len(kept) <= MAX_DETAIL


def test_plain_words_stay_as_they_are() -> None:
    assert printable("Only 3 of TEA-ASSAM left, naïve.") == "Only 3 of TEA-ASSAM left, naïve."
