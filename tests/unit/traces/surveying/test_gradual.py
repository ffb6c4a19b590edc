"""What takes somewhat longer in all requests, though no single one shows it."""

import random

import pytest

from tests.unit.traces.drawn.sketch import Node, client, query, server
from tests.unit.traces.surveying.drawn_requests import in_a_row
from tracing_sandbox.traces.surveying.survey import Survey, survey

BEFORE, AFTER = 25, 25


def order(rng: random.Random, stock_query: float, items_query: float, work: float) -> Node:
    """An order that asks two services, both of which ask one database."""

    def drawn(ms: float) -> float:
        return ms * rng.lognormvariate(0.0, 0.2)

    asked, listed, worked = drawn(20 * stock_query), drawn(20 * items_query), drawn(20 * work)
    first, second = 5 + asked, 8 + asked + listed
    return server(
        "shop POST /order", 0, second + worked + 2,
        client("shop GET stock", 1, first,
            server("stock GET /level", 2, first - 1, query("stock SELECT", 3, first - 2))),
        client("shop GET items", first, second,
            server("items GET /item", first + 1, second - 1,
                query("items SELECT", first + 1, second - 1))),
    )  # fmt: skip


def survey_with(seed: int, *factors: float, times: int = 1) -> Survey:
    """Survey orders, or so many times as many, of which the second half take longer by factors."""
    rng = random.Random(seed)
    before = [order(rng, 1.0, 1.0, 1.0) for _ in range(BEFORE * times)]
    after = [order(rng, *factors) for _ in range(AFTER * times)]
    return survey(in_a_row([*before, *after]))


@pytest.mark.parametrize(
    ("factors", "kind", "names"),
    [
        ((1.4, 1.0, 1.0), "wait", {"stock", "postgresql"}),
        ((1.4, 1.4, 1.0), "wait", {"postgresql"}),
        ((1.0, 1.0, 1.5), "own", {"shop"}),
    ],
)
@pytest.mark.parametrize("seed", range(3))
def test_who_takes_longer_is_named_with_all_that_does(
    seed: int, factors: tuple[float, float, float], kind: str, names: set[str]
) -> None:
    (cause,) = survey_with(seed, *factors).causes
    assert (cause.kind, cause.names) == (kind, names)
    assert abs(cause.before - BEFORE) <= 3
    assert cause.touched == cause.since


def test_who_takes_longer_in_more_than_a_thousand_is_named() -> None:
    times = 24
    (cause,) = survey_with(0, 1.4, 1.0, 1.0, times=times).causes
    assert (cause.kind, cause.names) == ("wait", {"stock", "postgresql"})
    assert (cause.before, cause.touched, cause.since) == (
        times * BEFORE,
        times * AFTER,
        times * AFTER,
    )


@pytest.mark.parametrize("seed", range(20))
def test_nothing_is_said_of_what_varies_as_ever(seed: int) -> None:
    assert survey_with(seed, 1.0, 1.0, 1.0).causes == ()
