"""What is wrong with the tracing itself: finds it in traces, and says at which hop and why.

`diagnose` asks each rule of `rules/`, and is pure: the command fetches what it needs. Only
`surroundings`, `probes/` and `setup/` ask anybody.
"""

from tracing_sandbox.doctor.circumstances import Circumstances
from tracing_sandbox.doctor.diagnosis import Diagnosis, diagnose
from tracing_sandbox.doctor.edges import BadEdges, Edges, read_edges
from tracing_sandbox.doctor.finding import Finding
from tracing_sandbox.doctor.health import choose_healthy

__all__ = [
    "BadEdges",
    "Circumstances",
    "Diagnosis",
    "Edges",
    "Finding",
    "choose_healthy",
    "diagnose",
    "read_edges",
]
