"""The first products are those that the third party has a price for."""

from importlib import import_module

from inventory.database import FIRST_STOCK
from thirdparty.prices import UNIT_PRICES_PENCE


def test_first_products_are_the_thirdpartys_and_the_inventorys() -> None:
    migration = import_module("frontend.catalogue.migrations.0002_first_products")

    skus = {sku for sku, _, _ in migration.FIRST_PRODUCTS}

    assert skus == set(UNIT_PRICES_PENCE) == set(FIRST_STOCK)
