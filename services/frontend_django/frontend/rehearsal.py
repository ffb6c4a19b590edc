"""Takes the way of an order once before any order does: the first one is no slower for it.

Nothing is kept, nobody else is asked, and no span is sent.
"""

from uuid import uuid4

from django.db import connections, transaction

from frontend.catalogue.models import Product
from frontend.inventory import Inventory
from frontend.orders.placing import place_order
from frontend.wsgi import application
from telemetry.rehearsal import unsent
from web.calls.stand_in import stand_in
from web.server.rehearsal import answer_one

QUOTE = {"unit_price_pence": 1, "total_pence": 1, "currency": "GBP", "lead_time_days": 1}


def rehearse() -> None:
    """Look for an order that there is not, refuse one, place one and take it back."""
    with unsent():
        answer_one(application, "GET", f"/api/orders/{uuid4()}")
        answer_one(application, "POST", "/api/orders", b"{}")
        place_nothing()
    connections.close_all()


def place_nothing() -> None:
    """Place an order of the first product, and take it back."""
    product = Product.objects.first()
    if product:
        with stand_in(**QUOTE) as url, transaction.atomic():
            place_order(Inventory(url, 1), product.sku, 1, uuid4().hex)
            transaction.set_rollback(True)
