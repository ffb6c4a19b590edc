"""Puts the first products into the catalogue: the third party's and the inventory's six."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FIRST_PRODUCTS = [
    ("TEA-ASSAM", "Assam", "Strong and malty, from the plains of the Brahmaputra. Takes milk."),
    ("TEA-DARJEELING", "Darjeeling", "Light and flowery, picked in spring on steep slopes."),
    ("TEA-EARL-GREY", "Earl Grey", "Black tea with the oil of bergamot, bright and dry."),
    ("TEA-JASMINE", "Jasmine", "Green tea that lay among jasmine blossoms for six nights."),
    ("TEA-ROOIBOS", "Rooibos", "Red bush from the Cederberg: sweet, and free of caffeine."),
    (
        "TEA-SILVER-NEEDLE",
        "Silver Needle",
        "White tea of the youngest buds alone. There is never much of it.",
    ),
]


def add_products(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Add the products."""
    product = apps.get_model("catalogue", "Product")
    product.objects.bulk_create(
        product(sku=sku, name=name, description=description)
        for sku, name, description in FIRST_PRODUCTS
    )


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]

    operations = [migrations.RunPython(add_products, migrations.RunPython.noop)]
