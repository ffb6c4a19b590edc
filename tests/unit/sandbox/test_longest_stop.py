"""Parts get the time to end their requests that they themselves have said."""

import pytest

from frontend.config import Config as FrontendConfig
from inventory.config import Config as InventoryConfig
from tracing_sandbox.running.lifecycle import STOP_MARGIN_S, UNTOLD_STOP_S, longest_stop_s
from tracing_sandbox.running.supervisor import LONGEST_STOP_S


@pytest.mark.parametrize(
    ("budgets", "expected"),
    [
        ([22.0, 16.0, None], 35),
        ([72.5, None], 86),
        ([None, None], UNTOLD_STOP_S),
        ([], UNTOLD_STOP_S),
    ],
)
def test_longest_stop_is_the_longest_request_and_a_margin(
    budgets: list[float | None], expected: int
) -> None:
    assert longest_stop_s(budgets) == expected


@pytest.mark.parametrize("kind", [FrontendConfig, InventoryConfig])
def test_supervisor_waits_longer_than_any_setting_allows(
    kind: type[FrontendConfig | InventoryConfig],
) -> None:
    longest = {
        name: bound.le
        for name, field in kind.model_fields.items()
        for bound in field.metadata
        if name.endswith("_timeout_s") and hasattr(bound, "le")
    }
    assert longest["database_timeout_s"] == 60
    assert kind(**longest).longest_request_s + STOP_MARGIN_S < LONGEST_STOP_S
