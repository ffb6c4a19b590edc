"""What is wrong with many traces: one cause, with what it costs and what speaks against it."""

from dataclasses import dataclass

from tracing_sandbox.traces.judging.blame import BlameKind


@dataclass(frozen=True, slots=True)
class Cause:
    """A service, an operation or a way that is at fault in several traces.

    `headline` says where, to follow a time or 'failed'. `usual_ns` and `now_ns` are the medians
    where nothing is wrong and where it is; `cost_ns` is what all traces together took longer.
    `touched` of `like` traces that could show it show it, the first at `since_ns`. `examples` are
    ids, the worst first. `against` are sentences on what speaks against it.
    """

    kind: BlameKind
    service: str
    operation: str
    target: str
    headline: str
    usual_ns: int
    now_ns: int
    cost_ns: int
    touched: int
    like: int
    since_ns: int
    examples: tuple[str, ...]
    against: tuple[str, ...]
