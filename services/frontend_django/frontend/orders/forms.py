"""The form on the catalogue's cards: how much of one product."""

import uuid
from dataclasses import dataclass

from django import forms

from frontend.catalogue.models import Product
from frontend.orders.models import MAX_QUANTITY, Order
from web.edge import patterns
from web.edge.problem import Problem

QUANTITY = f"Order a whole number from 1 to {MAX_QUANTITY}."
UNKNOWN = "The shop has no such product."
USED = "This form has placed an order already. Send it again to place one more."
INCOMPLETE = "The form was not complete. Please send it again."


class OrderForm(forms.Form):
    """One order. Its fresh idempotency key makes a double click one order."""

    use_required_attribute = False

    sku = forms.RegexField(patterns.SKU, widget=forms.HiddenInput)
    key = forms.RegexField(patterns.IDEMPOTENCY_KEY, widget=forms.HiddenInput)
    quantity = forms.IntegerField(
        min_value=1,
        max_value=MAX_QUANTITY,
        error_messages=dict.fromkeys(["required", "invalid", "min_value", "max_value"], QUANTITY),
    )
    product: Product | None = None

    def refuse(self, problem: Problem | None = None) -> "Refusal":
        """Say why the form cannot be taken: by its own fields, or by what the shop found."""
        if "sku" in self.errors or (problem and problem.status == 404):
            return Refusal(UNKNOWN)
        product = Product.objects.filter(pk=self.cleaned_data["sku"]).first()
        if product is None:
            return Refusal(UNKNOWN)
        why = USED if problem else QUANTITY if "quantity" in self.errors else INCOMPLETE
        return Refusal(why, typed_form(product, self.data.get("quantity", "")))


@dataclass(frozen=True)
class Refusal:
    """Why nothing was ordered, and the form as it was typed if its product is known."""

    why: str
    form: OrderForm | None = None

    def concerns(self, product: Product) -> bool:
        """Tell whether it was this product's form."""
        return self.form is not None and self.form.product == product


def fresh_form(product: Product) -> OrderForm:
    """Return a card's form as it is at first: one of the product."""
    initial = {"sku": product.sku, "quantity": 1, "key": uuid.uuid4().hex}
    return name_form(OrderForm(initial=initial, auto_id=f"%s_{product.sku}"), product)


def typed_form(product: Product, quantity: str) -> OrderForm:
    """Return a card's form as it was typed and refused, with a fresh key."""
    data = {"sku": product.sku, "quantity": quantity, "key": uuid.uuid4().hex}
    return name_form(OrderForm(data, auto_id=f"%s_{product.sku}"), product)


def name_form(form: OrderForm, product: Product) -> OrderForm:
    """Note whose form it is."""
    form.product = product
    return form


def retry_form(order: Order) -> OrderForm:
    """Return the form that tries a failed order once more, under its own id."""
    initial = {
        "sku": order.product_id,
        "quantity": order.quantity,
        "key": order.idempotency_key,
    }
    return OrderForm(initial=initial, auto_id=False)
