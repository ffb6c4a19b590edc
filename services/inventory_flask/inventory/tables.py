"""The inventory's two tables."""

from datetime import UTC, datetime

from sqlalchemy import CheckConstraint, Column, DateTime, Integer, MetaData, String, Table

metadata = MetaData()

# How many of a product are on the shelf; the database itself refuses less than none.
stock_table = Table(
    "stock",
    metadata,
    Column("sku", String(64), primary_key=True),
    Column("on_hand", Integer, nullable=False),
    CheckConstraint("on_hand >= 0", name="stock_never_below_zero"),
)

# What was taken off the shelf for an order, and at which price; one for each order.
reservation_table = Table(
    "reservation",
    metadata,
    Column("order_id", String(36), primary_key=True),
    Column("sku", String(64), nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("unit_price_pence", Integer, nullable=False),
    Column("total_pence", Integer, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("lead_time_days", Integer, nullable=False),
    Column(
        "reserved_at",
        DateTime(timezone=True),
        nullable=False,
        default=lambda: datetime.now(UTC),
    ),
)
