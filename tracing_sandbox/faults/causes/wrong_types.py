"""The third party sends numbers as texts: they come out of a file in which all is text."""

import csv
import io
from dataclasses import asdict
from typing import Any

from tracing_sandbox.faults.call import Call

NUMBERS = ("quantity", "unit_price_pence", "total_pence", "lead_time_days")


def read_texts(call: Call) -> Any:
    """Take the row as the file has it."""
    price = call.proceed()
    return type(price)(**read_row(price))


def read_numbers(call: Call) -> Any:
    """Take the row, and make numbers of what are numbers."""
    price = call.proceed()
    row = read_row(price)
    return type(price)(**{**row, **{name: int(row[name]) for name in NUMBERS}})


def read_row(price: Any) -> dict[str, Any]:
    """Read the price's row, as it stands in a file of comma-separated values."""
    fields = asdict(price)
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, fields)
    writer.writeheader()
    writer.writerow(fields)
    file.seek(0)
    return next(csv.DictReader(file))


BROKEN = {"thirdparty.app:look_up_price": read_texts}
MENDED = {"thirdparty.app:look_up_price": read_numbers}
