"""The trace of an order, named by whatever somebody has of it."""

import json
import secrets
from urllib.parse import quote
from uuid import UUID

import pytest
import requests
from typer.testing import CliRunner

from tests.first_day.balancer import traceparent
from tests.first_day.orders import LONGEST_S, place, see
from tests.waiting import wait_until
from tracing_sandbox.application import app
from tracing_sandbox.running.trial import TrialSandbox
from tracing_sandbox.traces.jaeger.client import JaegerClient


@pytest.fixture(scope="module")
def order(sandbox: TrialSandbox) -> dict[str, str]:
    """An order whose trace has arrived."""
    placed = place(sandbox)
    client = JaegerClient(sandbox.jaeger_url)
    wait_until(lambda: client.find_trace(placed["trace_id"]), "the order's trace")
    client.close()
    return placed


def forms(sandbox: TrialSandbox, order: dict[str, str]) -> dict[str, str]:
    """What people have of the trace."""
    trace_id = order["trace_id"]
    return {
        "Jaeger's page": f"{sandbox.jaeger_url}/trace/{trace_id}?uiFind={trace_id[:16]}",
        "the shop's page of the trace": f"{sandbox.frontend_url}/traces/{trace_id}/",
        "the shop's page of the order": f"{sandbox.frontend_url}/orders/{order['id']}/",
        "the id of the order": order["id"],
        "a header": f"traceparent: 00-{trace_id}-{trace_id[:16]}-01",
        "X-Ray's form": f"Root=1-{trace_id[:8]}-{trace_id[8:]}",
        "twelve digits in quotes": f' "{trace_id[:12].upper()}" ',
    }


def test_trace_is_found_by_what_people_have_of_it(
    sandbox: TrialSandbox, order: dict[str, str]
) -> None:
    for name, form in forms(sandbox, order).items():
        found = CliRunner().invoke(app, ["trace", form, "--json"], env=sandbox.environment)
        assert (name, found.exception, found.stderr) == (name, None, "")
        assert json.loads(found.stdout)["trace_id"] == order["trace_id"]


def test_find_box_leads_to_the_trace(sandbox: TrialSandbox, order: dict[str, str]) -> None:
    page = f"/traces/{order['trace_id']}/"
    for name, form in forms(sandbox, order).items():
        expected = f"/orders/{order['id']}/" if "order" in name else page
        assert arrive(sandbox, f"/traces/?find={quote(form)}") == expected


def arrive(sandbox: TrialSandbox, path: str) -> str:
    """Follow where a path leads to, and return where a page is."""
    answer = requests.get(
        sandbox.frontend_url + path, headers={"Accept": "text/html"}, timeout=LONGEST_S
    )
    assert answer.status_code == 200
    return answer.url.removeprefix(sandbox.frontend_url)


def test_address_with_another_form_of_the_id_leads_to_the_trace(
    sandbox: TrialSandbox, order: dict[str, str]
) -> None:
    trace_id = order["trace_id"]
    for form in (
        trace_id.upper(),
        trace_id[:12],
        str(UUID(trace_id)),
        f"1-{trace_id[:8]}-{trace_id[8:]}",
    ):
        answer = see(sandbox, f"/traces/{form}/?show=all")
        assert answer.headers["Location"] == f"/traces/{trace_id}/?show=all"
        assert see(sandbox, f"/traces/{form}.json").json()["trace_id"] == trace_id


def test_few_digits_of_several_traces_name_them(sandbox: TrialSandbox) -> None:
    first = secrets.token_hex(3)
    ids = sorted(f"{first}{number}{secrets.token_hex(12)}a" for number in "12")
    for trace_id in ids:
        headers = {"traceparent": traceparent(trace_id)}
        requests.get(f"{sandbox.frontend_url}/api/products", headers=headers, timeout=LONGEST_S)
    client = JaegerClient(sandbox.jaeger_url)
    wait_until(lambda: all(map(client.find_trace, ids)), "both traces")
    client.close()
    found = sandbox.run("trace", first)
    assert (found.returncode, found.stdout) == (2, "")
    assert f"2 traces begin with {first}: " in found.stderr
    page = see(sandbox, f"/traces/{first}/")
    assert page.status_code == 400
    for trace_id in ids:
        assert trace_id in found.stderr
        assert trace_id in page.text


def test_two_ids_of_a_comparison_lead_to_it(sandbox: TrialSandbox, order: dict[str, str]) -> None:
    other = place(sandbox)["trace_id"]
    client = JaegerClient(sandbox.jaeger_url)
    wait_until(lambda: client.find_trace(other), "the other trace")
    client.close()
    address = f"{sandbox.jaeger_url}/trace/{order['trace_id']}...{other}"
    found = sandbox.run("trace", address)
    assert (found.returncode, found.stdout) == (2, "")
    assert f"compare {order['trace_id']} {other}" in found.stderr
    compared = CliRunner().invoke(app, ["compare", address, "--json"], env=sandbox.environment)
    assert json.loads(compared.stdout)["second"]["trace_id"] == other
    answer = see(sandbox, f"/traces/?find={quote(address)}")
    expected = f"/traces/compare?a={order['trace_id']}&b={other}"
    assert answer.headers["Location"] == expected


def test_what_is_not_there_is_1_and_what_is_no_name_is_2(sandbox: TrialSandbox) -> None:
    nowhere = f"{sandbox.frontend_url}/orders/00000000-0000-4000-8000-000000000000/"
    assert sandbox.run("trace", nowhere).returncode == 1
    assert sandbox.run("trace", "nonsense").returncode == 2


def test_refused_order_says_why_and_draws_no_trace(sandbox: TrialSandbox) -> None:
    refused = sandbox.run("order", "--quantity", "-1")
    assert (refused.returncode, refused.stdout) == (1, "")
    reason, trace = refused.stderr.splitlines()
    assert reason == "Order refused with 422: quantity should be greater than or equal to 1"
    assert trace.startswith("Its trace: ")
