"""Stories of weak causes, which no single trace could show, and of nothing at all."""

import random
from collections.abc import Sequence
from dataclasses import replace

from tests.unit.traces.simulated.bare_exports import strip
from tests.unit.traces.simulated.places import habit_of, tailed_habit_of
from tests.unit.traces.simulated.plan import Callee, Plan, Slowing
from tests.unit.traces.simulated.systems import Export, as_it_is
from tests.unit.traces.stories.plots import PAGES, plot
from tests.unit.traces.stories.told import Plot, Stories, Story, slowed, tell

WORKING = {
    "thirdparty": ("place_order",),
    "recommendations": ("show_home",),
    "catalogue": ("show_home", "search"),
    "adverts": ("show_home", "search"),
    "frontend": ("show_home", "check_out", "show_account", "search"),
    "pricing": ("show_basket",),
}
ASKED = {
    "elasticsearch": ("search",),
    "postgresql": ("show_home", "check_out", "show_account"),
}


def _weak(seed: int, kind: str, names: Sequence[str], showing: Sequence[str], **at: str) -> Plot:
    factor = random.Random(f"weak {seed}").uniform(1.3, 1.6)
    drawn = plot(seed, kind, names, showing, change=slowed(Slowing(factor=factor, **at)))  # type: ignore[arg-type]
    return replace(drawn, share=1.0, usual=Plan(), count=100 if seed % 3 == 0 else 30)


def _weak_service(seed: int, export: Export = as_it_is) -> Story:
    service = random.Random(f"weak service {seed}").choice(list(WORKING))
    drawn = _weak(seed, "service", [service], WORKING[service], service=service, what="work")
    return tell(seed, replace(drawn, export=export))


def somewhat_slower_service(seed: int) -> Story:
    """The own work of one service takes 30 to 60 % longer."""
    return _weak_service(seed)


def somewhat_slower_service_without_attributes(seed: int) -> Story:
    """The own work of one service takes 30 to 60 % longer; the export has no attributes."""
    return _weak_service(seed, strip)


def somewhat_slower_database(seed: int) -> Story:
    """One database takes 30 to 60 % longer for everybody."""
    system = random.Random(f"weak database {seed}").choice(list(ASKED))
    names = [system, *(["search"] if system == "elasticsearch" else [])]
    return tell(seed, _weak(seed, "wait", names, ASKED[system], what="database", toward=system))


def somewhat_slower_bank(seed: int) -> Story:
    """The bank takes 30 to 60 % longer."""
    names = ["payments", "bank.example"]
    return tell(
        seed, _weak(seed, "wait", names, ["check_out"], what="remote", toward="bank.example")
    )


def _nothing(seed: int, **more: object) -> Plot:
    return plot(seed, None, [], [], **more)


def quiet(seed: int) -> Story:
    """Nothing is wrong."""
    return tell(seed, _nothing(seed, usual=Plan()))


def quiet_without_attributes(seed: int) -> Story:
    """Nothing is wrong, in an export without kinds and attributes."""
    return tell(seed, _nothing(seed, usual=Plan(), export=strip))


def noisy(seed: int) -> Story:
    """Some parts vary by hundreds of milliseconds, as ever."""
    rng = random.Random(f"noisy {seed}")
    habits = tuple(habit_of(operation, rng) for operation in rng.sample(PAGES_NOISY, 2))
    return tell(seed, _nothing(seed, usual=Plan(slowings=habits), operations=PAGES))


def long_tails(seed: int) -> Story:
    """A part has a long tail, as ever."""
    rng = random.Random(f"tails {seed}")
    habits = (tailed_habit_of(rng.choice(PAGES_NOISY), rng),)
    return tell(seed, _nothing(seed, usual=Plan(slowings=habits), operations=PAGES))


def stalls_from_the_start(seed: int) -> Story:
    """A service stops for a while at every tenth request, from the first to the last."""
    service = random.Random(f"old stalls {seed}").choice(["accounts", "catalogue", "shipping"])
    habit = Slowing(200.0, 500.0, service, what="entry", rate=0.05)
    return tell(seed, _nothing(seed, usual=Plan(slowings=(habit,)), operations=PAGES, count=100))


def caches_that_hit(seed: int) -> Story:
    """Some calls are made only when a cache has no answer, as ever."""
    rng = random.Random(f"caches {seed}")
    skips = {
        Callee("recommendations", "GET /recommendations"): rng.uniform(0.3, 0.7),
        Callee("accounts", "GET /session"): rng.uniform(0.3, 0.7),
        Callee("adverts", "GET /adverts"): rng.uniform(0.3, 0.7),
    }
    return tell(seed, _nothing(seed, usual=Plan(skips=skips), operations=PAGES))


def other_requests_than_before(seed: int) -> Story:
    """From some moment on people ask for slower pages: each takes as long as ever."""
    rng = random.Random(f"mix {seed}")
    first, second = rng.sample(PAGES, 2)
    later = [second, second, first]
    return tell(seed, _nothing(seed, usual=Plan(), operations=[first, first, second], later=later))


def healthy_queues(seed: int) -> Story:
    """Jobs wait for their turn for a second or more, as ever."""
    habits = (Slowing(300.0, 2_000.0, what="queue", toward="exports"),)
    operations = ["export_orders", "check_out"]
    return tell(seed, _nothing(seed, usual=Plan(slowings=habits), operations=operations))


PAGES_NOISY = PAGES[:2] + PAGES[3:]

WEAK: Stories = {
    story.__name__: story
    for story in (
        somewhat_slower_service,
        somewhat_slower_service_without_attributes,
        somewhat_slower_database,
        somewhat_slower_bank,
    )
}

NOTHING_WRONG: Stories = {
    story.__name__: story
    for story in (
        quiet,
        quiet_without_attributes,
        noisy,
        long_tails,
        stalls_from_the_start,
        caches_that_hit,
        other_requests_than_before,
        healthy_queues,
    )
}
