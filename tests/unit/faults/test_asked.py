"""What a request asks for, written as baggage and read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracing_sandbox.faults.asked import Asked, AskedWronglyError, read_asked
from tracing_sandbox.faults.catalogue import SCENARIOS, UnknownScenarioError, find_scenario
from tracing_sandbox.faults.seal import Seal

NAME = "slow-third-party"
SEAL = Seal("a key", SCENARIOS)


def test_what_asks_for_nothing_is_nothing() -> None:
    assert read_asked({"app.channel": "page"}) is None


@given(
    names=st.lists(st.sampled_from(sorted(SCENARIOS)), max_size=4, unique=True),
    seed=st.none() | st.integers(0, 2**32 - 1),
    mended=st.booleans(),
    delay_ms=st.none() | st.integers(0, 30_000),
    sealed=st.booleans(),
)
def test_what_is_written_is_read_back(
    names: list[str], seed: int | None, mended: bool, delay_ms: int | None, sealed: bool
) -> None:
    delays = (delay_ms,) if names and delay_ms is not None else ()
    asked = Asked(tuple(names), delays, seed, mended)

    entries = asked.entries(SEAL if sealed else None)
    again = read_asked(entries, SEAL) or Asked()

    assert (again.names, again.seed, again.mended) == (asked.names, seed, mended)
    assert [again.delay_ms_of(find_scenario(name)) for name in names[:1] if delays] == list(delays)


def test_a_sealed_entry_does_not_hold_the_name() -> None:
    written = Asked((NAME,)).entries(SEAL)["sandbox.scenario"]

    assert NAME not in written
    assert written != Asked((NAME,)).entries(SEAL)["sandbox.scenario"]


def test_an_unknown_name_lists_near_ones() -> None:
    with pytest.raises(UnknownScenarioError, match="Did you mean slow-third-party"):
        read_asked({"sandbox.scenario": "slow-thirdparty"})


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ({"sandbox.delay_ms": "-1"}, "expected milliseconds from 0 to 30000"),
        ({"sandbox.delay_ms": "soon"}, "expected milliseconds from 0 to 30000"),
        ({"sandbox.delay_ms": "nan"}, "expected milliseconds from 0 to 30000"),
        ({"sandbox.seed": "1.5"}, "expected a whole number"),
        ({"sandbox.seed": str(2**40)}, "expected a whole number"),
        ({"sandbox.mended": "yes"}, "expected true or false"),
        ({"sandbox.scenario": "&".join([NAME] * 5)}, "expected 4 at most"),
    ],
)
def test_a_wrong_entry_is_named(entries: dict[str, str], said: str) -> None:
    with pytest.raises(AskedWronglyError, match=said):
        read_asked(entries)


def test_a_delay_is_drawn_from_the_range_and_by_the_seed() -> None:
    scenario = find_scenario(NAME)
    least, most = scenario.delay_ms or (0, 0)
    drawn = [Asked((NAME,), seed=seed).delay_ms_of(scenario) for seed in range(50)]

    assert all(least <= each <= most for each in drawn)
    assert len(set(drawn)) == 50
    assert drawn == [Asked((NAME,), seed=seed).delay_ms_of(scenario) for seed in range(50)]


def test_a_seed_alone_does_not_tell_a_delay() -> None:
    scenario = find_scenario(NAME)
    drawn = {Asked((NAME,), seed=1, salt=salt).delay_ms_of(scenario) for salt in ("", "one", "two")}

    assert len(drawn) == 3


def test_without_one_the_others_keep_their_delays() -> None:
    asked = Asked((NAME, "other"), (None, 70.0), seed=1)

    assert asked.without(NAME) == Asked(("other",), (70.0,), seed=1)
