"""A request whose trace is not sampled: the order stands, and nobody waits for its spans."""

import json
import time

from tests.first_day.balancer import Balancer, traceparent
from tests.first_day.orders import place, see
from tracing_sandbox.running.trial import TrialSandbox

# What `order` would wait for a trace that is to come.
ARRIVAL_S = 15


def test_order_says_at_once_that_its_trace_is_not_sampled(sandbox: TrialSandbox) -> None:
    with Balancer(sandbox.frontend_url, flags="00") as balancer:
        began = time.monotonic()
        said = sandbox.told(SANDBOX_FRONTEND_URL=balancer.url).run("order")
        took_s = time.monotonic() - began
        told = sandbox.told(SANDBOX_FRONTEND_URL=balancer.url).run("order", "--json")
    assert (said.returncode, said.stdout) == (0, "")
    confirmed, unsampled = said.stderr.splitlines()
    assert confirmed.endswith(" confirmed: 1 x TEA-ASSAM.")
    assert unsampled.startswith("Its trace ")
    assert "is not sampled: " in unsampled
    assert unsampled.endswith("Its spans were not sent.")
    assert took_s < ARRIVAL_S / 2
    assert (told.returncode, told.stderr) == (0, "")
    document = json.loads(told.stdout)
    assert (document["sampled"], document["order"]["sampled"]) == (False, False)
    assert document["order"]["state"] == "confirmed"
    assert document["trace_id"] == document["order"]["trace_id"]


def test_flags_may_say_more_than_that_a_trace_is_sampled(sandbox: TrialSandbox) -> None:
    """Bit 0 alone counts: `02` says that the id is random, `03` that it is sampled as well."""
    assert place(sandbox, traceparent=traceparent(flags="02"))["sampled"] is False
    assert place(sandbox, traceparent=traceparent(flags="03"))["sampled"] is True


def test_page_of_an_order_that_is_not_sampled_says_so_and_does_not_look_again(
    sandbox: TrialSandbox,
) -> None:
    order = place(sandbox, traceparent=traceparent(flags="00"))
    page = see(sandbox, f"/orders/{order['id']}/")
    assert "Its trace is not sampled: " in page.text
    assert "Refresh" not in page.headers
    assert "on its way" not in page.text


def test_trace_of_a_header_or_an_order_that_is_not_sampled_is_told_to_be_so(
    sandbox: TrialSandbox,
) -> None:
    header = traceparent(flags="00")
    order = place(sandbox, traceparent=header)
    by_header = sandbox.run("trace", header)
    assert (by_header.returncode, by_header.stdout) == (1, "")
    assert "the flag in that header says that it is not sampled" in by_header.stderr
    by_order = sandbox.run("trace", f"{sandbox.frontend_url}/orders/{order['id']}/")
    assert (by_order.returncode, by_order.stdout) == (1, "")
    assert f"The trace of order {order['id']} is not sampled" in by_order.stderr


def test_absent_trace_is_told_with_what_may_have_become_of_it(sandbox: TrialSandbox) -> None:
    absent = "abad1dea" * 4
    found = sandbox.run("trace", absent)
    assert (found.returncode, found.stdout) == (1, "")
    first, second = found.stderr.splitlines()
    assert first == f"Error: Jaeger at {sandbox.jaeger_url} has no trace {absent}."
    for cause in ("not sampled", "tail sampling", "keeps the newest traces", "restart"):
        assert cause in second
    page = see(sandbox, f"/traces/{absent}/")
    assert page.status_code == 404
    assert "not sampled, or tail sampling" in page.text
