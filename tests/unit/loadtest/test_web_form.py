"""What the form of Locust's page asks of the one who fills it in, and what it refuses."""

from typing import Any

import pytest

from loadtest.arrival_options import add_arrival_options
from loadtest.options import add_options
from loadtest.web_form import CHECKS, find_wrong


class Options(dict[str, bool]):
    """Stands for Locust's parser: keeps which options are in the form."""

    def set_defaults(self, **_: object) -> None:
        pass

    def add_argument(self, name: str, include_in_web_ui: bool = True, **_: Any) -> None:
        self[name.removeprefix("--").replace("-", "_")] = include_in_web_ui

    @property
    def in_form(self) -> set[str]:
        return {name for name, shown in self.items() if shown}


def test_all_that_is_in_the_form_is_checked_and_files_are_not_in_it() -> None:
    options, arrivals = Options(), Options()
    add_options(options)
    add_arrival_options(arrivals)
    assert options.in_form == set(CHECKS)
    assert arrivals
    assert arrivals.in_form == set()


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"user_count": "many"},
        {"scenario": "", "scenario_share": "0.1", "slow_ms": "1000"},
        {"scenario": "n-plus-one", "scenario_share": "1"},
    ],
)
def test_what_the_command_line_takes_is_taken(form: dict[str, str]) -> None:
    assert list(find_wrong(form)) == []


def test_what_the_command_line_refuses_is_refused_in_its_words() -> None:
    form = {"scenario": "n-plus-on", "scenario_share": "2", "slow_ms": "soon"}
    assert list(find_wrong(form)) == [
        "scenario: There is no scenario 'n-plus-on'. Did you mean n-plus-one?",
        "scenario_share: '2' is no share from 0 to 1, such as 0.1",
        "slow_ms: 'soon' is no time in ms above 0, such as 500",
    ]
