"""What `sandbox load` prints, and that the tool is there without what it sends with."""

import subprocess
import sys

from tests.made_load.document import against_document
from tracing_sandbox.terminal.load_view import write_against

# What `tracing-sandbox[load]` installs.
ABSENT = ["gevent", "jinja2", "locust", "matplotlib", "numpy", "opentelemetry"]
OTHERS = (
    f"import sys; sys.modules.update(dict.fromkeys({ABSENT!r})); import tracing_sandbox.application"
)


def test_what_changed_since_another_run_is_one_sentence() -> None:
    against = against_document()
    assert list(write_against(against)) == ["", against["sentence"]]
    assert list(write_against(None)) == []


def test_all_commands_are_there_where_locust_is_not() -> None:
    subprocess.run([sys.executable, "-c", OTHERS], timeout=60, check=True)
