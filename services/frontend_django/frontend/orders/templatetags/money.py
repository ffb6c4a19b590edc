"""Shows prices."""

from django import template

register = template.Library()

SYMBOLS = {"GBP": "\u00a3", "EUR": "\u20ac", "USD": "$"}


@register.filter
def money(pence: int, currency: str) -> str:
    """Show hundredths of a currency's unit: `1560|money:"GBP"` is \u00a315.60."""
    amount = f"{pence // 100:,}.{pence % 100:02}"
    symbol = SYMBOLS.get(currency)
    return f"{symbol}{amount}" if symbol else f"{amount} {currency}"
