"""The inventory's two tables."""

from datetime import UTC, datetime

from sqlalchemy import CheckConstraint, DateTime, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """What the tables have in common."""


class Stock(Base):
    """How many of a product are on the shelf; the database itself refuses less than none."""

    __tablename__ = "stock"
    __table_args__ = (CheckConstraint("on_hand >= 0", name="stock_never_below_zero"),)

    sku: Mapped[str] = mapped_column(String(64), primary_key=True)
    on_hand: Mapped[int]


class Reservation(Base):
    """What was taken off the shelf for an order, and at which price; one for each order."""

    __tablename__ = "reservation"

    order_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    sku: Mapped[str] = mapped_column(String(64))
    quantity: Mapped[int]
    unit_price_pence: Mapped[int]
    total_pence: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    lead_time_days: Mapped[int]
    reserved_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), default=lambda: datetime.now(UTC)
    )
