"""Canaries go through real systems, and say at which hop something changes, within ten seconds."""

import pytest

from tracing_sandbox.doctor.probes.change import Change
from tracing_sandbox.doctor.probes.probing import Probe, probe
from tracing_sandbox.doctor.probes.request import Request
from tracing_sandbox.running.trial import TrialSandbox
from tracing_sandbox.terminal.probe_view import cell
from tracing_sandbox.traces.jaeger.client import JaegerClient

LONGEST_S = 10.0
BEGINS = ["B3 single", "B3 multi", "bare", "malformed traceparent", "two traceparents"]
ALL_BUT_UNSAMPLED = ("W3C sampled", "W3C with baggage", *BEGINS)


def probed(sandbox: TrialSandbox, request: Request) -> Probe:
    """Probe, and hold the promise of the time."""
    found = probe(JaegerClient(sandbox.jaeger_url), request)
    assert found.took_s < LONGEST_S
    assert {each.status for each in found.sent} <= {200, 201}, [each.failure for each in found.sent]
    return found


def table(found: Probe) -> dict[str, list[str]]:
    """The cells of each canary."""
    return {
        sent.canary.name: [cell(sent, visit) for visit in visits]
        for sent, visits in zip(found.sent, found.visits, strict=True)
    }


def test_shop_changes_nothing_that_it_should_not(sandbox: TrialSandbox) -> None:
    url = f"{sandbox.frontend_url}/api/orders"
    order = {"sku": "TEA-ASSAM", "quantity": 1}
    found = probed(sandbox, Request("POST", url, {}, order))
    assert found.services == ["frontend", "inventory", "thirdparty"]
    assert table(found) == {
        "W3C unsampled": ["not sampled"] * 3,
        "W3C sampled": ["same id"] * 3,
        "W3C with baggage": [
            "same id, baggage kept",
            "same id, baggage changed",
            "same id, baggage cannot be seen",
        ],
        **{name: ["new id", "same id", "same id"] for name in BEGINS},
    }
    assert found.changes == []


def test_other_system_that_keeps_the_context_changes_nothing(
    sandbox: TrialSandbox, front: str
) -> None:
    found = probed(sandbox, Request("GET", f"{front}/keeps", {}))
    assert found.services == ["front", "shelf"]
    assert table(found) == {
        "W3C unsampled": ["not sampled"] * 2,
        "W3C sampled": ["same id"] * 2,
        "W3C with baggage": ["same id, baggage kept"] * 2,
        **{name: ["new id", "same id"] for name in BEGINS},
    }
    assert found.changes == []


def test_headers_that_are_stripped_are_named_with_their_hop(
    sandbox: TrialSandbox, front: str
) -> None:
    # What a service shows of baggage is learnt from its recent traces.
    probed(sandbox, Request("GET", f"{front}/keeps", {}))
    found = probed(sandbox, Request("GET", f"{front}/strips", {}))
    assert [(change.hop, change.what, change.canaries) for change in found.changes] == [
        ("front->shelf", "identity", ALL_BUT_UNSAMPLED),
        ("front->shelf", "baggage", ("W3C with baggage",)),
    ]
    assert table(found)["W3C with baggage"] == ["same id, baggage kept", "new id, baggage lost"]


def test_service_that_samples_for_itself_is_named_with_its_hop(
    sandbox: TrialSandbox, front: str
) -> None:
    found = probed(sandbox, Request("GET", f"{front}/deaf", {}))
    said = "deaf records what its caller said is not sampled."
    assert found.changes == [Change("front->deaf", "sampling", said, ("W3C unsampled",))]
    assert table(found)["W3C unsampled"] == ["not sampled", "same id, sampled anyway"]


def test_service_of_which_nothing_arrives_is_named_by_its_address(
    sandbox: TrialSandbox, front: str
) -> None:
    found = probed(sandbox, Request("GET", f"{front}/quiet", {}))
    ((hop, what, canaries),) = [(each.hop, each.what, each.canaries) for each in found.changes]
    assert hop.startswith("front->127.0.0.1:")
    assert (what, canaries) == ("nothing seen", ALL_BUT_UNSAMPLED)


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        ("traceparent-stripped", [("frontend->inventory", "identity")]),
        ("traceparent-not-injected", [("frontend->inventory", "identity")]),
        ("baggage-lost", [("frontend->inventory", "baggage")]),
    ],
)
def test_break_that_every_canary_asks_for_is_named_with_its_hop(
    sandbox: TrialSandbox, scenario: str, expected: list[tuple[str, str]]
) -> None:
    sandbox.require("order")
    url = f"{sandbox.frontend_url}/api/orders"
    headers = {"baggage": f"sandbox.scenario={scenario}"}
    request = Request("POST", url, headers, {"sku": "TEA-ASSAM", "quantity": 1})
    # On a busy machine spans may come later than a probe waits.
    assert any(names(probed(sandbox, request), expected) for _ in range(3))


def names(found: Probe, expected: list[tuple[str, str]]) -> bool:
    """Tell whether these changes were found, and at no other hop any."""
    changes = [(change.hop, change.what) for change in found.changes]
    # Where headers are taken off, baggage may go with them.
    is_named = [each for each in changes if each in expected] == expected
    return is_named and {hop for hop, _ in changes} == {hop for hop, _ in expected}
