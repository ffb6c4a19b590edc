"""What an answer of the shop says: its document, its trace, and whether it was to be expected."""

import json
import re
from collections.abc import Mapping
from typing import Any

OUT_OF_STOCK = "urn:sandbox:problem:out-of-stock"
TRACERESPONSE = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
TRACE_ID = re.compile(r"[0-9a-f]{32}")


def read_document(text: str | None) -> dict[str, Any]:
    """Return the JSON object in an answer; empty where there is none."""
    try:
        document = json.loads(text or "")
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def find_trace_id(headers: Mapping[str, str] | None, document: Mapping[str, Any]) -> str | None:
    """Return the trace id: what `traceresponse` says, else the document's."""
    found = TRACERESPONSE.fullmatch((headers or {}).get("traceresponse") or "")
    if found:
        return found[1]
    told = str(document.get("trace_id"))
    return told if TRACE_ID.fullmatch(told) else None


def find_order_id(document: Mapping[str, Any]) -> str | None:
    """Return the order's id; a problem document names it as well."""
    order_id = document.get("order_id") or document.get("id")
    return str(order_id) if order_id else None


def name_problem(status: int, document: Mapping[str, Any]) -> str:
    """Name an answer that was not to be expected, the same for all of its kind."""
    kind = str(document.get("type", "")).removeprefix("urn:sandbox:problem:")
    return f"{status} {kind}".rstrip()


def is_out_of_stock(status: int, document: Mapping[str, Any]) -> bool:
    """Tell whether an order was refused because too few were left."""
    return status == 409 and document.get("type") == OUT_OF_STOCK


def judge_order(status: int, document: Mapping[str, Any]) -> str | None:
    """Return what is wrong with the answer to an order, or None.

    A product that is sold out (409) is part of the shop's day.
    """
    if is_out_of_stock(status, document):
        return None if find_order_id(document) else "409 without the order's id"
    if status != 201:
        return name_problem(status, document)
    if document.get("state") != "confirmed":
        return "201 for an order that is not confirmed"
    return None if find_order_id(document) else "201 without the order's id"
