"""A place: the function of a service around which causes stand."""

import traceback
from typing import Any

import pytest

from tracing_sandbox.faults import causes
from tracing_sandbox.faults.asked import Asked
from tracing_sandbox.faults.call import Call
from tracing_sandbox.planting.current import serving
from tracing_sandbox.planting.places import Place

NAME = "slow-third-party"


def call_place(place: Place, *args: Any) -> Any:
    """Call a function through a place."""
    return place(lambda *given: ["served", *given], None, args, {})


def test_a_healthy_request_goes_through() -> None:
    place = Place()
    place.broken[NAME] = lambda _call: "broken"

    assert call_place(place, 1) == ["served", 1]


def test_a_request_meets_only_what_it_asks_for() -> None:
    place = Place()
    place.broken[NAME] = lambda call: ["broken", *call.proceed()]
    place.mended[NAME] = lambda call: ["mended", *call.proceed(2)]

    with serving(Asked((NAME,), seed=1)):
        assert call_place(place, 1) == ["broken", "served", 1]
    with serving(Asked((NAME,), seed=1, mended=True)):
        assert call_place(place, 1) == ["mended", "served", 2]
    with serving(Asked(seed=1)):
        assert call_place(place, 1) == ["served", 1]


def test_a_traceback_does_not_show_the_cause() -> None:
    place = Place()
    place.broken[NAME] = cause_in_its_file("def fail(call):\n    raise ValueError('too late')\n")

    with serving(Asked((NAME,), seed=1)), pytest.raises(ValueError, match="too late") as raised:
        call_place(place)

    shown = "".join(traceback.format_exception(raised.value))
    assert "slow_third_party" not in shown
    assert "call_place" in shown


def cause_in_its_file(code: str) -> Any:
    """Define a function as one of the file of a cause."""
    defined: dict[str, Any] = {}
    exec(compile(code, f"{causes.__path__[0]}/slow_third_party.py", "exec"), defined)
    return defined["fail"]


def test_a_scenario_keeps_its_stage_through_a_request() -> None:
    place = Place()

    def count(call: Call) -> int:
        call.stage["calls"] = call.stage.get("calls", 0) + 1
        return int(call.stage["calls"])

    place.broken[NAME] = count
    with serving(Asked((NAME,), seed=1)):
        assert [call_place(place), call_place(place)] == [1, 2]
    with serving(Asked((NAME,), seed=1)):
        assert call_place(place) == 1


def test_a_traceback_is_the_same_whatever_stands_around_a_call() -> None:
    place = Place()
    place.broken[NAME] = cause_in_its_file("def fail(call):\n    return call.proceed()\n")

    def shown(asked: Asked) -> str:
        with serving(asked), pytest.raises(ZeroDivisionError) as raised:
            place(lambda: 1 // 0, None, (), {})
        frames = traceback.extract_tb(raised.value.__traceback__)
        return str([(each.filename, each.lineno) for each in frames])

    assert shown(Asked((NAME,), seed=1)) == shown(Asked(seed=1))
