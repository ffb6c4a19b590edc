"""`sandbox doctor` on files: what it prints, in any width and as JSON, and its exit codes."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.unit.doctor import breaks
from tests.unit.doctor.made_orders import Order, healthy_orders
from tests.unit.traces.writers.otlp import write_otlp
from tracing_sandbox.application import app
from tracing_sandbox.doctor import diagnose
from tracing_sandbox.errors import SandboxError, WrongUsageError
from tracing_sandbox.expected_edges import EXPECTED_EDGES
from tracing_sandbox.terminal.doctor_view import draw_diagnosis
from tracing_sandbox.traces.reading.trace import Trace

HEALTHY = healthy_orders(20)
Write = Callable[[Sequence[Trace]], str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write traces into a file; return its name."""

    def write(traces: Sequence[Trace]) -> str:
        file = tmp_path / "traces.json"
        file.write_text(json.dumps(write_otlp(span for trace in traces for span in trace.spans)))
        return str(file)

    return write


def ask(*words: str) -> Result:
    return CliRunner().invoke(app, ["doctor", *words])


def test_healthy_file_is_said_to_be_healthy_with_exit_code_0(write: Write) -> None:
    said = ask(write(HEALTHY))
    assert said.exit_code == 0
    assert said.stdout.split("\n\n")[0].replace("\n", " ").strip() == (
        "Healthy: nothing is wrong with the tracing of 20 traces. "
        "What is usual was learnt from 20 healthy traces."
    )


def test_broken_file_is_told_with_exit_code_1(write: Write) -> None:
    said = ask(write([*HEALTHY, *breaks.traceparent_stripped(Order(1)).traces]))
    assert said.exit_code == 1
    assert "1 problem in 22 traces, of which 20 healthy." in said.stdout
    assert "1  traceparent-stripped at frontend->inventory (certain)" in said.stdout
    assert "Parts that belong together" in said.stdout


def test_document_has_each_finding_with_its_evidence_and_the_score(write: Write) -> None:
    order = Order(1)
    made = breaks.black_box_third_party(order)
    document = json.loads(ask(write([*HEALTHY, *made.traces]), "--json").stdout)
    (found,) = document["findings"]
    assert list(document) == [
        "healthy",
        "traces",
        "healthy_traces",
        "learnt_from",
        "findings",
        "joined",
        "score",
    ]
    call = order.get("inventory GET")
    assert {key: value for key, value in found.items() if key != "mend"} == {
        "rule": "black-box",
        "hop": "inventory->thirdparty",
        "service": "thirdparty",
        "confidence": "certain",
        "impact": "low",
        "score_rule": None,
        "trace_ids": [order.trace_id],
        "span_ids": [call.span_id],
        "sentence": (
            "thirdparty answers inventory GET without any trace: it is a black box. "
            "What it does with the time is not seen."
        ),
        "evidence": [
            f"inventory GET (span {call.span_id}) was answered and has no SERVER child",
            "app.callee.untraced = true on the call",
            "nothing behind it; usually it reports spans there",
        ],
    }


def test_edges_of_a_file_count_as_usual(write: Write, tmp_path: Path) -> None:
    edges = tmp_path / "edges.txt"
    edges.write_text(f"# ours\n{EXPECTED_EDGES}")
    traces = breaks.sampled_flag_cleared(Order(1)).traces
    document = json.loads(ask(write(traces), "--edges", str(edges), "--json").stdout)
    assert [each["hop"] for each in document["findings"]] == ["frontend->inventory"]


def test_service_chooses_among_the_traces_of_a_file(write: Write) -> None:
    cut = breaks.traceparent_stripped(Order(1)).traces
    document = json.loads(ask(write([*HEALTHY, *cut]), "--service", "frontend", "--json").stdout)
    assert document["traces"] == 21


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("{file}", "--last", "3"), "--last looks at the newest traces, and a name at that one."),
        (("a" * 32, "--service", "x"), "--service chooses among traces, and a trace was named."),
        (("{file}", "--edges", "{file}"), "{file}: line 1 is '{{"),
    ],
)
def test_wrong_usage_says_what_is_wrong(write: Write, words: tuple[str, ...], what: str) -> None:
    file = write(HEALTHY[:1])
    error = ask(*(word.format(file=file) for word in words)).exception
    assert isinstance(error, WrongUsageError)
    assert error.what.startswith(what.format(file=file))


def test_edges_that_cannot_be_read_are_named(write: Write) -> None:
    error = ask(write(HEALTHY[:1]), "--edges", "/no/such/edges").exception
    assert isinstance(error, SandboxError)
    assert error.what.startswith("The edges in /no/such/edges cannot be read:")


def test_service_that_no_trace_of_a_file_has_is_named(write: Write) -> None:
    error = ask(write(HEALTHY[:1]), "--service", "nobody").exception
    assert isinstance(error, SandboxError)
    assert error.what.endswith("goes through nobody.")


def test_alike_findings_are_told_once_with_their_number() -> None:
    traces = [t for n in range(3) for t in breaks.ids_in_names(Order(n)).traces]
    traces += breaks.secret_in_attribute(Order(9)).traces
    drawn = draw_diagnosis(diagnose(traces, None, HEALTHY)).plain.splitlines()
    titles = [line for line in drawn if line[:1].isdigit() and "(" in line]
    assert titles == [
        "1  secret-in-attribute at inventory (certain)",
        "2  ids-in-names at inventory (certain, 3 times)",
    ]


@pytest.mark.parametrize("broken", breaks.BREAKS, ids=lambda each: each.make.__name__)
def test_drawing_fits_60_columns_but_for_the_code_of_the_mend(broken: breaks.Break) -> None:
    made = broken.make(Order(1))
    found = diagnose(made.traces, None, HEALTHY, made.circumstances)
    drawn = draw_diagnosis(found, 60, ascii_only=True).plain
    assert drawn.isascii()
    text = [line for line in drawn.splitlines() if not line.startswith(" " * 6)]
    assert max(map(len, text)) <= 60
