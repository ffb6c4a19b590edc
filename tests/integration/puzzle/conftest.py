"""One sandbox for the folder, in which every header of every request is recorded on spans."""

from collections.abc import Iterator

import pytest

from tracing_sandbox.running.trial import TrialSandbox, open_trial

CAPTURE = "OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS"
RECORDING = {
    f"{CAPTURE}_{side}_{way}": ".*"
    for side in ("SERVER", "CLIENT")
    for way in ("REQUEST", "RESPONSE")
}


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrialSandbox]:
    """A sandbox that hides nothing from its traces."""
    with open_trial(tmp_path_factory.mktemp("puzzle"), **RECORDING) as sandbox:
        yield sandbox
