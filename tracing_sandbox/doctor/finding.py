"""What the doctor found: one problem of the tracing, where it is, what shows it, and its mend."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from tracing_sandbox.doctor.remedies import remedy_of
from tracing_sandbox.traces.reading.span import Span

Confidence: TypeAlias = Literal["certain", "likely", "possible"]
Key: TypeAlias = tuple[str, str]


def key_of(span: Span) -> Key:
    """Name a span among those of several traces."""
    return (span.trace_id, span.span_id)


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem, named by its rule at a hop `caller->callee`, or at a service.

    `evidence` is what shows it, `mend` is code. `explains` are the spans that it accounts for: no
    later rule speaks of them.
    """

    rule: str
    hop: str | None
    service: str | None
    trace_ids: tuple[str, ...]
    span_ids: tuple[str, ...]
    evidence: tuple[str, ...]
    sentence: str
    mend: str
    score_rule: str | None
    impact: str
    confidence: Confidence = "certain"
    explains: frozenset[Key] = field(default_factory=frozenset)

    @property
    def where(self) -> str:
        """Name the hop, or the service where it is about no hop."""
        return self.hop or self.service or "unknown"

    def as_document(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {
            "rule": self.rule,
            "hop": self.hop,
            "service": self.service,
            "confidence": self.confidence,
            "impact": self.impact,
            "score_rule": self.score_rule,
            "trace_ids": list(self.trace_ids),
            "span_ids": list(self.span_ids),
            "sentence": self.sentence,
            "evidence": list(self.evidence),
            "mend": self.mend,
        }


def report(
    rule: str,
    sentence: str,
    evidence: Iterable[str],
    spans: Iterable[Span],
    *,
    hop: tuple[str, str] | None = None,
    service: str | None = None,
    confidence: Confidence = "certain",
    explains: Iterable[Span] | None = None,
) -> Finding:
    """Build a finding; its mend and its impact are those of the rule.

    It explains the spans that it names, unless others are given.
    """
    named = list(spans)
    remedy = remedy_of(rule)
    return Finding(
        rule,
        f"{hop[0]}->{hop[1]}" if hop else None,
        service or (hop[1] if hop else None),
        tuple(dict.fromkeys(span.trace_id for span in named)),
        tuple(dict.fromkeys(span.span_id for span in named)),
        tuple(evidence),
        sentence,
        remedy.mend,
        remedy.score_rule,
        remedy.impact,
        confidence,
        frozenset(key_of(span) for span in (named if explains is None else explains)),
    )
