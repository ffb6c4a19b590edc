"""The ledger against silent loss: how many spans began in a process, and how many are there.

A local root has `app.spans.began`, the number of spans that its process began under it, itself
included, as it ended. A span that is missing is then certain, and its service known, even where it
had no children. Orphans tell of a missing parent as well, without a number.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracing_sandbox.doctor.case import Case
from tracing_sandbox.doctor.finding import Key, key_of
from tracing_sandbox.doctor.kinds import Process, process_of
from tracing_sandbox.traces.reading.span import Span

BEGAN = "app.spans.began"


@dataclass(frozen=True, slots=True)
class Loss:
    """Spans that a process began in a trace, and that are not there.

    `began` and `there` are numbers of the ledger, and None where no local root is there to tell.
    `parents` are the ids of missing ones that have children, `orphans` those children. `least` is
    how many are missing at least. `is_rootless` says that a local root is among them.
    """

    trace_id: str
    process: Process
    spans: Sequence[Span]
    began: int | None
    there: int | None
    orphans: Sequence[Span]
    is_rootless: bool

    @property
    def parents(self) -> frozenset[str]:
        """Name the missing spans that have children here."""
        return frozenset(span.parent_id for span in self.orphans if span.parent_id)

    @property
    def least(self) -> int:
        """Say how many spans are missing at least."""
        by_ledger = (self.began or 0) - (self.there or 0)
        return max(by_ledger, len(self.parents))

    @property
    def is_counted(self) -> bool:
        """Say whether the number is certain."""
        return self.began is not None and not self.is_rootless


def find_losses(case: Case) -> tuple[Loss, ...]:
    """Find each process of each trace that lacks spans."""
    return tuple(loss for each in case.of_trace.values() for loss in _of_trace(case, each))


def _of_trace(case: Case, spans: Sequence[Span]) -> Iterator[Loss]:
    by_process: dict[Process, list[Span]] = defaultdict(list)
    for span in spans:
        by_process[process_of(span)].append(span)
    own_orphans = _orphans_by_process(case, spans)
    for process, members in by_process.items():
        loss = _look(case, process, members, own_orphans.get(process, []))
        if loss.least > 0:
            yield loss


def _orphans_by_process(case: Case, spans: Sequence[Span]) -> Mapping[Process, list[Span]]:
    """Give each process the spans whose parent it made and lacks: those that begin no request."""
    found: dict[Process, list[Span]] = defaultdict(list)
    for span in spans:
        if span.parent_id is not None and case.parent(span) is None and _is_of_own(span):
            found[process_of(span)].append(span)
    return found


def _is_of_own(orphan: Span) -> bool:
    """Say whether an orphan's parent is of its own process."""
    if orphan.kind in ("server", "consumer"):
        return False
    return not orphan.parent_is_remote


def _look(case: Case, process: Process, members: Sequence[Span], orphans: list[Span]) -> Loss:
    ledgers = [span for span in members if _began(span) is not None]
    began = sum(_began(span) or 0 for span in ledgers) if ledgers else None
    there = len(_counted(case, members, ledgers)) if ledgers else None
    heads = [span for span in members if _is_local_head(case, span)]
    is_rootless = bool(orphans) and not heads
    return Loss(members[0].trace_id, process, members, began, there, orphans, is_rootless)


def _began(span: Span) -> int | None:
    value = span.attributes.get(BEGAN)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _is_local_head(case: Case, span: Span) -> bool:
    """Say whether a process's work in the trace begins with this span."""
    if span.parent_id is None or span.kind in ("server", "consumer"):
        return True
    parent = case.parent(span)
    if parent is None:
        return bool(span.parent_is_remote)
    return case.local_root(span) is span


def _counted(case: Case, members: Sequence[Span], ledgers: Sequence[Span]) -> set[Key]:
    """List the spans that the ledgers speak of: those begun before their local root ended."""
    last_ns = max(span.end_ns for span in ledgers)
    own = {key_of(span) for span in ledgers}
    counted = set()
    for span in members:
        root = case.local_root(span)
        if key_of(root) in own:
            ends_ns = root.end_ns
        elif case.parent(root) is None and root.parent_id is not None:
            ends_ns = last_ns
        else:
            continue
        if span.start_ns <= ends_ns:
            counted.add(key_of(span))
    return counted
