"""The third party's jitter comes from the request's own seed."""

from thirdparty.behaviour import Behaviour
from tracing_sandbox.faults.asked import Asked
from tracing_sandbox.planting.current import serving
from tracing_sandbox.planting.jitter import draw_by_seed


def draw_ms(seed: int | None) -> float:
    """Draw a latency as the third party does, for a request with this seed or without one."""
    draw = BEHAVIOUR.draw_latency_ms
    if seed is None:
        return float(draw_by_seed(draw, BEHAVIOUR, (), {}))
    with serving(Asked(seed=seed)):
        return float(draw_by_seed(draw, BEHAVIOUR, (), {}))


BEHAVIOUR = Behaviour(latency_ms=15, seed=1)


def test_one_seed_draws_one_latency() -> None:
    assert draw_ms(3) == draw_ms(3)
    assert len({draw_ms(seed) for seed in range(20)}) == 20


def test_without_a_seed_the_sequence_goes_on() -> None:
    assert draw_ms(None) != draw_ms(None)
