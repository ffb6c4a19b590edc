"""The one sentence that says where the time went; drawn first by terminal and page."""

from traces.analysis import Analysis
from traces.blame import Blame
from traces.figures import Share, figure


def answer_for(analysis: Analysis, blame: Blame | None) -> str:
    """Say where the time on the critical path went, and what cannot be told."""
    if not analysis.charges:
        return f"{figure(analysis.duration_ns)}; nothing out of line."
    top = analysis.charges[0]
    share = Share(top.time_ns, analysis.duration_ns)
    if blame:
        return (
            f"{share.part} of {share.whole} ({share.percent}) {top.part.place}; "
            f"everything else took {share.rest}."
        )
    return f"{share.whole}, of which {share.part} {top.part.place}; nothing out of line."
