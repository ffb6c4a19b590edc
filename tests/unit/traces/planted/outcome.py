"""What a judgement is worth beside the truth: right, wrong or silent, calm or a false alarm."""

from tests.unit.traces.planted.known_truth import Case, Truth
from tests.unit.traces.planted.rows import Labelled
from tests.unit.traces.stories.told import Story
from tracing_sandbox.traces.explaining.explanation import Explanation
from tracing_sandbox.traces.judging.blame import Blame


def outcome_of(case: Case, explanation: Explanation) -> str:
    """Compare what is blamed with what is known."""
    blame = explanation.blame
    if not case.decidable:
        return "guessed" if blame else "open"
    if case.truth is None:
        if blame:
            return "alarm"
        return "calm" if case.status in explanation.answer else "wrong"
    if blame is None:
        return "right" if case.may_be_silent else "silent"
    if blame.service in case.innocent or case.status not in explanation.answer:
        return "wrong"
    return outcome_of_blame(blame, case.truth)


def outcome_of_blame(blame: Blame, truth: Truth) -> str:
    """Say whether the place is right, and the kind and the failure before it as well."""
    if not is_placed_right(blame, truth):
        return "wrong"
    names_first = truth.first is None or truth.first[1] in blame.sentence
    return "right" if blame.kind == truth.kind and names_first else "partly"


def is_placed_right(blame: Blame, truth: Truth) -> bool:
    """Say whether the right one is named; of a call either end may be."""
    if truth.target is not None:
        return blame.target == truth.target
    ends = {blame.service, blame.target}
    if truth.kind == "missing":
        return truth.service in ends or (blame.kind == "missing" and bool(ends & truth.services))
    if truth.operation is None:
        return bool(ends & truth.services)
    if truth.operation == blame.operation:
        is_target = not truth.also or not blame.target or blame.target in truth.services
        return blame.service in truth.services and is_target
    is_service = blame.kind == "service" or not blame.operation
    return is_service and bool(ends & truth.services)


def outcome_of_member(member: Labelled, blame: Blame | None) -> str:
    """Compare what is blamed in one trace of a row with what anybody could know by then."""
    if member.label == "open":
        return "guessed" if blame else "open"
    if member.truth is None:
        return "alarm" if blame else "calm"
    return outcome_of_blame(blame, member.truth) if blame else "silent"


def outcome_of_story(story: Story, named: frozenset[str]) -> str:
    """Compare what is put first with what is known; all that is named must be right."""
    if not story.decidable:
        return "guessed" if named else "open"
    if not story.services:
        return "alarm" if named else "calm"
    if not named:
        return "silent"
    return "right" if named <= story.services else "wrong"
