"""Grades added up: the table, the misses, and whether all is proven."""

from tracing_sandbox.proving.grading import Grade, Question
from tracing_sandbox.proving.tally import Row, Tally
from tracing_sandbox.terminal.proof_view import show_tally

TRACE_ID = "a" * 32


def row(name: str, *grades: tuple[Question, bool]) -> Row:
    made = [Grade(question, right, TRACE_ID, "so it is") for question, right in grades]
    return Row(name, tuple(enumerate(made, 1)), {})


def predictions(right: int, wrong: int) -> Row:
    kept: list[tuple[Question, bool]] = [("predicted", True)] * right
    return row("slow", *kept, *[("predicted", False)] * wrong)


def test_95_of_100_predictions_are_enough() -> None:
    assert Tally([predictions(95, 5)]).proven
    assert not Tally([predictions(94, 6)]).proven


def test_any_other_miss_is_too_many() -> None:
    assert not Tally([predictions(100, 0), row("other", ("blamed", False))]).proven


def test_document_counts_and_names_what_to_look_at() -> None:
    wrong = Row(
        "stripped",
        ((1, Grade("doctor", True, TRACE_ID, "")), (2, Grade("doctor", False, TRACE_ID, "no"))),
        {("a at b", "a at b"): 1, ("a at b", "nothing"): 1},
    )
    document = Tally([wrong]).as_document()

    assert document["proven"] is False
    (counted,) = document["scenarios"]
    assert counted["scenario"] == "stripped"
    assert counted["doctor"] == {"right": 1, "of": 2}
    assert counted["blamed"] is None
    assert document["confusion"] == [
        {"expected": "a at b", "found": "a at b", "count": 1},
        {"expected": "a at b", "found": "nothing", "count": 1},
    ]
    miss = {"scenario": "stripped", "seed": 2, "question": "doctor"}
    assert document["misses"] == [{**miss, "trace_id": TRACE_ID, "sentence": "no"}]


def test_misses_are_printed_with_their_traces(capsys: object, monkeypatch: object) -> None:
    monkeypatch.setenv("SANDBOX_COMMAND", "sandbox")  # type: ignore[attr-defined]
    show_tally(Tally([row("slow", ("felt", True), ("blamed", False))]))
    said = capsys.readouterr().out.splitlines()  # type: ignore[attr-defined]

    assert said[1].split() == ["slow", "1/1", "0/1", "-", "-", "-", "-", "-"]
    assert said[2:] == [
        "slow seed 2, blamed: so it is.",
        f"  sandbox trace {TRACE_ID}",
        "Not all of it is proven.",
    ]
