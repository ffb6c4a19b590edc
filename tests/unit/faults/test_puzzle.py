"""Puzzles: what is chosen, how it is drawn, and how answers are graded."""

import pytest

from tests.unit.traces.drawn.order import order
from tests.unit.traces.drawn.sketch import trace_of
from tracing_sandbox.faults.catalogue import SCENARIOS, find_scenario
from tracing_sandbox.faults.puzzle import (
    QUESTION,
    SERVICES,
    Answer,
    Grade,
    WrongAnswerError,
    causes,
    choose,
    draw,
    faults,
    grade,
    is_small,
    places_of,
    read_answer,
    without_answer,
)
from tracing_sandbox.traces.drawing.waterfall import draw_waterfall
from tracing_sandbox.traces.explaining.explanation import explain

SEEDS = range(20)


def right_answers(names: tuple[str, ...]) -> list[Answer]:
    return [Answer(find_scenario(name).acts_in, name) for name in names]


@pytest.mark.parametrize("hard", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_puzzle_is_graded_right_by_its_own_answer_alone(seed: int, hard: bool) -> None:
    names = choose(seed, hard=hard)
    count = 2 if hard else 1

    assert grade(names, right_answers(names)) == Grade(count, count, count)
    others = [each for each in causes(hard=hard) if each.name not in names]
    assert others
    wrong = [Answer("frontend", others[0].name)] * count
    assert grade(names, wrong).causes == 0
    assert not grade(names, wrong).right


@pytest.mark.parametrize("seed", SEEDS)
def test_puzzle_with_the_same_seed_is_the_same(seed: int) -> None:
    assert choose(seed) == choose(seed)
    assert choose(seed, hard=True) == choose(seed, hard=True)


def test_puzzles_are_of_many_faults_and_never_of_one_that_others_feel() -> None:
    chosen = {choose(seed)[0] for seed in range(200)}

    assert chosen <= {each.name for each in faults()}
    assert len(chosen) > len(faults()) / 2
    assert not any(SCENARIOS[name].touches_others for name in chosen)


def test_hard_puzzle_has_two_things_wrong_that_go_together() -> None:
    pairs = [choose(seed, hard=True) for seed in range(200)]

    for first, second in (map(find_scenario, pair) for pair in pairs):
        assert first.blame
        assert not places_of(first) & places_of(second)
        lost = second.finding and second.acts_in == "frontend"
        assert not lost or first.acts_in == "frontend"
        assert second.finding or first.felt == second.felt == "slow"
    assert {bool(find_scenario(second).finding) for _, second in pairs} == {True, False}


def test_order_of_a_puzzle_is_drawn_anew_each_time() -> None:
    names = choose(3)
    assert draw(names).names == names
    assert draw(names).seed != draw(names).seed


def test_order_of_a_hard_puzzle_has_small_delays() -> None:
    name = next(each.name for each in faults() if each.delay_ms)
    drawn = [draw((name,), hard=True) for _ in range(10)]

    assert all(is_small(asked, find_scenario(name)) for asked in drawn)
    assert not all(is_small(draw((name,)), find_scenario(name)) for _ in range(60))


@pytest.mark.parametrize(
    ("services", "causes_named", "verdict"),
    [
        (1, 0, "Not yet: the service is right, the cause is wrong."),
        (0, 1, "Not yet: the service is wrong, the cause is right."),
        (1, 1, "Right."),
    ],
)
def test_grade_says_what_is_right(services: int, causes_named: int, verdict: str) -> None:
    assert Grade(1, causes_named, services).verdict == verdict


def test_grade_of_two_things_takes_them_in_any_order() -> None:
    names = choose(1, hard=True)
    assert grade(names, right_answers(names)[::-1]).right


def test_grade_counts_an_answer_that_is_given_twice_once() -> None:
    names = choose(1, hard=True)
    once = [Answer(service, names[0]) for service in SERVICES]
    assert grade(names, once).causes == 1
    assert not grade(names, right_answers(names)[:1]).right


def test_answer_is_read_by_name_or_title() -> None:
    expected = Answer("thirdparty", "slow-third-party")
    assert read_answer("thirdparty:slow-third-party") == expected
    assert read_answer("thirdparty: Slow third party") == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("slow-third-party", "There is no service 'slow-third-party'. There are: frontend, inv"),
        ("inventory:slow", "There is no cause 'slow'. There are: slow-third-party, "),
    ],
)
def test_wrong_answer_names_what_there_is(text: str, said: str) -> None:
    with pytest.raises(WrongAnswerError, match=said):
        read_answer(text)


def test_explanation_without_its_answer_draws_the_waterfall_alone() -> None:
    healthy = [trace_of(order(20 + number)) for number in range(5)]
    explanation = explain(trace_of(order(3000)), healthy)
    assert explanation.blame
    whole = draw_waterfall(explanation).plain
    hidden = draw_waterfall(without_answer(explanation)).plain

    assert explanation.blame.sentence in " ".join(whole.split())
    assert hidden.splitlines()[:2] == [QUESTION, ""]
    assert hidden.splitlines()[2:] == whole[whole.index("service ") :].splitlines()
