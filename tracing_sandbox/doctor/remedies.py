"""What there is to say of each rule by itself: its impact, and the mend in code."""

from typing import NamedTuple

from tracing_sandbox.doctor.mends import mend_of

CRITICAL, IMPORTANT, NORMAL, LOW = "critical", "important", "normal", "low"


class Remedy(NamedTuple):
    """A rule's impact, the Instrumentation Score's rule that it breaks, and its mend."""

    impact: str
    score_rule: str | None
    mend: str


# The impacts are those of the Instrumentation Score where it has the rule.
IMPACTS: dict[str, tuple[str, str | None]] = {
    "traceparent-stripped": (CRITICAL, None),
    "traceparent-not-injected": (CRITICAL, None),
    "traceparent-not-extracted": (CRITICAL, None),
    "traceparent-malformed": (CRITICAL, None),
    "propagator-mismatch": (CRITICAL, None),
    "trace-broken": (CRITICAL, None),
    "context-lost-in-thread": (IMPORTANT, None),
    "context-lost-in-generator": (IMPORTANT, None),
    "sampled-flag-cleared": (IMPORTANT, None),
    "exporter-unreachable": (CRITICAL, "SPA-002"),
    "exporter-wrong-endpoint": (CRITICAL, "SPA-002"),
    "spans-dropped": (IMPORTANT, "SPA-002"),
    "spans-lost": (IMPORTANT, "SPA-002"),
    "killed-before-flush": (IMPORTANT, "SPA-002"),
    "service-not-instrumented": (IMPORTANT, None),
    "black-box": (LOW, None),
    "instrumented-twice": (NORMAL, None),
    "clock-skew": (NORMAL, None),
    "wrong-service-name": (CRITICAL, "RES-005"),
    "span-never-ended": (NORMAL, "SPA-002"),
    "wrong-parent": (IMPORTANT, None),
    "baggage-lost": (NORMAL, None),
    "baggage-leaked": (IMPORTANT, None),
    "ids-in-names": (IMPORTANT, "SPA-003"),
    "secret-in-attribute": (CRITICAL, "SPA-006"),
}


def remedy_of(rule: str) -> Remedy:
    """Return what there is to say of a rule."""
    impact, score_rule = IMPACTS[rule]
    return Remedy(impact, score_rule, mend_of(rule))
