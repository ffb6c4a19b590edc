"""The products."""

from django.db import models


class Product(models.Model):
    """One product of the shop; its price is the third party's business."""

    sku = models.CharField(primary_key=True, max_length=64)
    name = models.CharField(max_length=80)
    description = models.TextField()
    # No column: the inventory keeps count, and `stock` asks it. None where nobody knows.
    in_stock: int | None = None

    class Meta:
        """How they are listed."""

        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
