"""Keeps and finds what each order asked for, by its trace; no trace shows that it does."""

import logging
from collections.abc import Iterable

from django.db import Error

from tracing_sandbox.faults.asked import AND, Asked
from tracing_sandbox.pages.conf import read_settings
from tracing_sandbox.pages.jaeger import untraced
from tracing_sandbox.pages.models import Planted

log = logging.getLogger(__name__)

MOST_KEPT = 10_000
CLEARED_EVERY = 100


def keep(trace_id: str, asked: Asked, given: str) -> None:
    """Keep what an order asked for; a database that fails now costs the record, not the order."""
    planted = Planted(
        trace_id=trace_id,
        given=AND.join(part for part in given.split(AND) if part),
        names=asked.names,
        delays_ms=asked.delays_ms,
        seed=asked.seed,
        mended=asked.mended,
    )
    try:
        with untraced():
            write(planted)
    except Error as error:
        log.warning("what an order asked for is not kept: %s", type(error).__name__)


def write(planted: Planted) -> None:
    """Write a record in one statement, and let the oldest go now and then."""
    fields = [field.name for field in Planted._meta.fields if not field.primary_key]
    Planted.objects.bulk_create(
        [planted], update_conflicts=True, unique_fields=["trace_id"], update_fields=fields
    )
    if planted.pk % CLEARED_EVERY == 0:
        Planted.objects.filter(pk__lte=planted.pk - MOST_KEPT).delete()


def find(trace_id: str) -> Planted | None:
    """Return what the order of a trace asked for; None where it asked for nothing."""
    return find_all([trace_id]).get(trace_id)


def find_all(trace_ids: Iterable[str]) -> dict[str, Planted]:
    """Return what the orders of some traces asked for; nothing where the database fails."""
    if not read_settings().seal_key:
        return {}
    try:
        with untraced():
            return {each.trace_id: each for each in Planted.objects.filter(trace_id__in=trace_ids)}
    except Error as error:
        log.warning("what orders asked for cannot be read: %s", type(error).__name__)
        return {}
