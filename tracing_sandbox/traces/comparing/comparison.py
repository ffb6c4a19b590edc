"""Two traces of one operation side by side: where the difference in their durations comes from."""

from dataclasses import dataclass
from typing import Any

from tracing_sandbox.traces.comparing.common_ground import cut_down, find_shared
from tracing_sandbox.traces.comparing.pairing import Pair, pair_rows
from tracing_sandbox.traces.measuring.analysis import Analysis, analyse, name_addresses
from tracing_sandbox.traces.measuring.figures import figure, milliseconds
from tracing_sandbox.traces.measuring.part import Part, label, names_in
from tracing_sandbox.traces.measuring.row import build_rows
from tracing_sandbox.traces.reading.garbage import no_collection
from tracing_sandbox.traces.reading.trace import Trace


@dataclass(frozen=True, slots=True)
class Difference:
    """What one part took of the critical path in each of the two traces."""

    part: Part
    first_ns: int
    second_ns: int

    @property
    def change_ns(self) -> int:
        """Say by how much the second is longer; below zero where it is shorter."""
        return self.second_ns - self.first_ns


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two traces compared. The changes of `differences`, largest first, add up to `change_ns`.

    `complete` is false where spans are missing in one of them, and `same_operation` where their
    roots are not alike; then what is compared is the operation `shared` that both have, if any.
    """

    first_id: str
    second_id: str
    first_ns: int
    second_ns: int
    complete: bool
    same_operation: bool
    differences: tuple[Difference, ...]
    pairs: tuple[Pair, ...]
    answer: str
    shared: str = ""

    @property
    def change_ns(self) -> int:
        """Say by how much the second trace took longer; below zero where it was faster."""
        return self.second_ns - self.first_ns

    @property
    def changed(self) -> tuple[Difference, ...]:
        """List the parts that took longer or shorter, largest change first."""
        return tuple(each for each in self.differences if each.change_ns)

    def is_same(self, first_ns: int, second_ns: int) -> bool:
        """Tell a change too small to matter: of less than a thousandth of the longer trace."""
        return 1000 * abs(second_ns - first_ns) < max(self.first_ns, self.second_ns, 1)

    def most_changed(self, most: int) -> list[Difference]:
        """List the parts whose change matters, the first few."""
        mattering = [
            each for each in self.changed if not self.is_same(each.first_ns, each.second_ns)
        ]
        return mattering[:most]

    def as_document(self) -> dict[str, Any]:
        """Give the comparison as JSON-ready values, times in milliseconds."""
        return {
            "first": {"trace_id": self.first_id, "duration_ms": milliseconds(self.first_ns)},
            "second": {"trace_id": self.second_id, "duration_ms": milliseconds(self.second_ns)},
            "change_ms": milliseconds(self.change_ns),
            "complete": self.complete,
            "same_operation": self.same_operation,
            "shared_operation": self.shared or None,
            "answer": self.answer,
            "differences": [_difference_document(each) for each in self.differences],
            "spans": [_pair_document(pair) for pair in self.pairs],
        }


@no_collection()
def compare(first: Trace, second: Trace) -> Comparison:
    """Say where the second trace's time differs from the first's, by part and span by span.

    Raises `EmptyTrace` if one of them holds no span.
    """
    whole_one, whole_other = _named_alike(analyse(first), analyse(second))
    alike = _operation(whole_one) == _operation(whole_other)
    shared = None if alike else find_shared(whole_one, whole_other)
    one = cut_down(whole_one, shared) if shared else whole_one
    other = cut_down(whole_other, shared) if shared else whole_other
    differences = _differences(one, other)
    return Comparison(
        first_id=first.trace_id,
        second_id=second.trace_id,
        first_ns=one.duration_ns,
        second_ns=other.duration_ns,
        complete=whole_one.is_complete and whole_other.is_complete,
        same_operation=alike,
        differences=differences,
        pairs=tuple(pair_rows(build_rows(one), build_rows(other))),
        answer=_note(whole_one, whole_other, one) + _answer(one, other, differences),
        shared=_operation(one) if shared else "",
    )


def _operation(analysis: Analysis) -> str:
    root = analysis.tree.spans[analysis.tree.main]
    return label(root.service, root.name)


def _differences(one: Analysis, other: Analysis) -> tuple[Difference, ...]:
    first = {charge.part: charge.time_ns for charge in one.charges}
    second = {charge.part: charge.time_ns for charge in other.charges}
    differences = [
        Difference(part, first.get(part, 0), second.get(part, 0)) for part in first | second
    ]
    return tuple(sorted(differences, key=lambda each: (-abs(each.change_ns), each.part)))


def _answer(one: Analysis, other: Analysis, differences: tuple[Difference, ...]) -> str:
    if one.trace.trace_id == other.trace.trace_id and not any(d.change_ns for d in differences):
        return f"Both are the same trace, which took {figure(one.duration_ns)}."
    return _sentence(one.duration_ns, other.duration_ns, differences)


def _named_alike(one: Analysis, other: Analysis) -> tuple[Analysis, Analysis]:
    """Call addresses by the services that answer there in either trace."""
    names = {**names_in(one.tree), **names_in(other.tree)}
    return name_addresses(one, names), name_addresses(other, names)


def _note(whole_one: Analysis, whole_other: Analysis, one: Analysis) -> str:
    """Say what should be known of the comparison first: other operations, missing spans."""
    note = ""
    first, second = _operation(whole_one), _operation(whole_other)
    if first != second:
        note = f"They are not the same operation: {first} and {second}"
        is_cut = one is not whole_one
        note += f"; compared is {_operation(one)}, which both have. " if is_cut else ". "
    if not (whole_one.is_complete and whole_other.is_complete):
        note += "Spans are missing, so this may not be all. "
    return note


def _sentence(first_ns: int, second_ns: int, differences: tuple[Difference, ...]) -> str:
    """Say it in the figures of the table: each is rounded by itself."""
    if figure(first_ns) == figure(second_ns):
        return f"Both took {figure(first_ns)}."
    change_ns = second_ns - first_ns
    word, more, fewer = ("longer", "more", "less") if change_ns > 0 else ("less", "less", "more")
    times = f"{figure(second_ns)} instead of {figure(first_ns)}"
    main = next(each for each in differences if (each.change_ns > 0) == (change_ns > 0))
    change, share = figure(abs(change_ns)), figure(abs(main.change_ns))
    is_beyond = abs(main.change_ns) > abs(change_ns) and share != change
    elsewhere = f", and {fewer} elsewhere" if is_beyond else ""
    return (
        f"The second took {change} {word} ({times}): {share} {more} {main.part.place}{elsewhere}."
    )


def _difference_document(difference: Difference) -> dict[str, Any]:
    part = difference.part
    return {
        "service": part.service,
        "operation": part.operation,
        "kind": part.kind,
        "target": part.target or None,
        "first_ms": milliseconds(difference.first_ns),
        "second_ms": milliseconds(difference.second_ns),
        "change_ms": milliseconds(difference.change_ns),
    }


def _pair_document(pair: Pair) -> dict[str, Any]:
    return {
        "service": pair.span.service,
        "name": pair.span.name,
        "kind": pair.span.kind,
        "depth": pair.depth,
        "first_ms": None if pair.first is None else milliseconds(pair.first.duration_ns),
        "second_ms": None if pair.second is None else milliseconds(pair.second.duration_ns),
        "first_self_ms": None if pair.first is None else milliseconds(pair.first.self_ns),
        "second_self_ms": None if pair.second is None else milliseconds(pair.second.self_ns),
    }
