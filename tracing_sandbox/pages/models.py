"""What was broken on purpose: the record of each order that asked for it, and the puzzles.

The truth is kept here and nowhere else: no span, log line or header holds it.
"""

import uuid

from django.db import models
from django.utils import timezone

from tracing_sandbox.faults.asked import Asked

# As long as four names, or four tokens in their place.
LONGEST_GIVEN = 255


class Planted(models.Model):
    """What one order asked for, by the id of its trace.

    `given` are the names, or the tokens in their place, as they came.
    """

    trace_id = models.CharField(max_length=32, unique=True)
    given = models.CharField(max_length=LONGEST_GIVEN, db_index=True)
    names = models.JSONField(default=list)
    delays_ms = models.JSONField(default=list)
    seed = models.BigIntegerField(null=True)
    mended = models.BooleanField(default=False)
    placed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.trace_id

    @property
    def asked(self) -> Asked:
        """It as the request asked for it."""
        return Asked(tuple(self.names), tuple(self.delays_ms), self.seed, self.mended)


class Puzzle(models.Model):
    """A fault to be found; its order is the one that came with its token."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    player = models.CharField(max_length=40, blank=True, db_index=True)
    given = models.CharField(max_length=LONGEST_GIVEN, unique=True)
    names = models.JSONField(default=list)
    seed = models.BigIntegerField(null=True)
    hard = models.BooleanField(default=False)
    tries = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    solved = models.BooleanField(default=False)
    took_s = models.FloatField(null=True)

    def __str__(self) -> str:
        return str(self.id)

    @property
    def over(self) -> bool:
        """Whether it is solved or given up."""
        return self.ended_at is not None
