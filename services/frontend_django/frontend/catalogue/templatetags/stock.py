"""Shows what is in stock."""

from django import template

register = template.Library()

FEW = 10


@register.filter
def stock(count: int) -> str:
    """Show how many there are: `99998|stock` is 99,998 in stock."""
    if count == 0:
        return "Sold out"
    return f"Only {count} left" if count <= FEW else f"{count:,} in stock"
