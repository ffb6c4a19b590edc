"""What befell the parts while a run went on: nothing is missed, however seldom they are seen."""

import os

from tracing_sandbox.load.sending.watch import Watch


def test_a_part_that_was_killed_since_the_last_look_is_told_of() -> None:
    parts = {"collector": os.getpid()}
    with Watch(lambda: dict(parts), lambda _: True, dict) as watch:
        parts["collector"] = os.getppid()
    assert [(event.part, event.what) for event in watch.events] == [
        ("collector", "ended"),
        ("collector", "came back"),
    ]
    assert [usage.part for usage in watch.usage()] == ["collector"]
