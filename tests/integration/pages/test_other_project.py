"""The pages in a project that has neither the shop nor OpenTelemetry."""

import json
import re
import subprocess
import sys
from importlib.resources import files

from tests.integration.pages.conftest import hold_orders
from tests.integration.pages.jaeger_double import JaegerDouble, answer_with_page
from tests.integration.pages.page import Page

LONGEST_S = 60


def run(setting: dict[str, str], *asked: str) -> "subprocess.CompletedProcess[str]":
    """Run the project with its one setting."""
    module = "tests.integration.pages.other_project"
    command = [sys.executable, "-m", module, json.dumps(setting), *asked]
    return subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_S)


def visit(jaeger: JaegerDouble, *asked: str) -> list[tuple[int, str]]:
    """Let the project answer each."""
    finished = run({"JAEGER_URL": jaeger.url}, *asked)
    assert finished.returncode == 0, finished.stderr
    return [(each["status"], each["text"]) for each in json.loads(finished.stdout)]


def test_project_has_every_page_in_its_own_dress(jaeger: JaegerDouble) -> None:
    jaeger.behave = answer_with_page
    fast, slow = hold_orders(jaeger, 20, 4900)
    asked = ["", f"{slow}/", f"compare?a={fast}&b={slow}", "abc/"]

    answers = visit(jaeger, *(f"GET /made/{path}" for path in asked))

    assert [status for status, _ in answers] == [200, 200, 200, 404]
    pages = [Page(text) for _, text in answers]
    assert [page.text("nav") for page in pages] == ["Payroll"] * 4
    assert all(page.text("title").endswith(" \N{EN DASH} Payroll") for page in pages)
    styles = "/static/tracing_sandbox/traces.css"
    assert all(page.all("link", rel="stylesheet", href=styles) for page in pages)
    assert "4.90 s in thirdparty look_up_price" in pages[0].text("table")
    assert "4.90 s of 4.92 s" in pages[1].text("h1")
    assert pages[1].all("a", href=f"{jaeger.url}/trace/{slow}")
    assert pages[1].all("a", href=f"/made/compare?b={slow}")
    assert "Jaeger has no trace" in answers[3][1]


def test_project_says_in_its_list_how_to_make_a_trace(jaeger: JaegerDouble) -> None:
    ((_, text),) = visit(jaeger, "GET /made/")

    assert "Jaeger holds no such trace. Send a request, then look again." in text


def test_styles_need_no_others() -> None:
    styles = files("tracing_sandbox.pages") / "static/tracing_sandbox/traces.css"
    text = styles.read_text()

    assert set(re.findall(r"var\((--\w+)", text)) <= set(re.findall(r"(--\w+):", text))
    assert ":where(.hidden)" in text


def test_pages_are_only_read(jaeger: JaegerDouble) -> None:
    ((status, _),) = visit(jaeger, "POST /made/")

    assert status == 405


def test_setting_that_there_is_not_ends_the_start() -> None:
    finished = run({"JAEGER_ULR": "http://127.0.0.1:1"})

    assert finished.returncode == 1
    expected = "TRACING_SANDBOX knows no JAEGER_ULR; expected JAEGER_URL, JAEGER_PAGE_URL,"
    assert expected in finished.stderr
