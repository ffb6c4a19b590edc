"""The orders: each is saved before anybody else is asked, so that none is lost."""

import uuid

from django.db import models
from django.utils import timezone

from frontend.catalogue.models import Product
from web.edge.problem import Problem

MAX_QUANTITY = 1000


class Order(models.Model):
    """One order, from placed to confirmed or failed."""

    class State(models.TextChoices):
        """How far it has come."""

        PLACED = "placed"
        CONFIRMED = "confirmed"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    product = models.ForeignKey(Product, models.PROTECT, db_column="sku")
    quantity = models.PositiveIntegerField()
    state = models.CharField(max_length=16, choices=State.choices, default=State.PLACED)
    placed_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)
    trace_id = models.CharField(max_length=32)
    sampled = models.BooleanField(null=True)
    attempts = models.PositiveIntegerField(default=1)
    idempotency_key = models.CharField(max_length=64, null=True, unique=True)

    unit_price_pence = models.PositiveBigIntegerField(null=True)
    total_pence = models.PositiveBigIntegerField(null=True)
    currency = models.CharField(max_length=3, null=True)
    lead_time_days = models.PositiveIntegerField(null=True)

    failure_status = models.PositiveSmallIntegerField(null=True)
    failure_kind = models.CharField(max_length=64, null=True)
    failure_detail = models.TextField(null=True)
    available = models.PositiveBigIntegerField(null=True)

    class Meta:
        """What the database itself refuses."""

        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="order_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.product_id}"

    @property
    def confirmed(self) -> bool:
        """Whether the stock is reserved for it."""
        return self.state == self.State.CONFIRMED

    @property
    def failure(self) -> Problem | None:
        """Why nothing was reserved for it, or None."""
        if self.failure_status is None:
            return None
        members = {} if self.available is None else {"available": self.available}
        return Problem(
            self.failure_status, self.failure_kind or "", self.failure_detail or "", members
        )

    @property
    def final(self) -> bool:
        """Whether asking once more cannot change it: confirmed, or refused for a reason."""
        refused = self.failure_status is not None and self.failure_status < 500
        return self.confirmed or refused
