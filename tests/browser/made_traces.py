"""Traces that no order leaves: very large, with missing spans, with hostile text."""

from tests.browser.otlp import MadeSpan

LARGE = 10_000
BIDI = "\u202egnihton"
CONTROL = "\x1b[2J\x07\x00"
SCRIPT = "<script>document.title='owned'</script>"
IMAGE = "<img src=http://evil.example/x onerror=\"document.title='owned'\">"
MEGABYTE = 1_000_000


def large_trace(count: int = LARGE) -> list[MadeSpan]:
    """A report over many orders: each is read from the database, and every tenth is sent on."""
    root = MadeSpan("frontend", "GET reports", 0, count, kind="server")
    spans = [root, MadeSpan("frontend", "collect_orders", 1, count - 1, root)]
    while len(spans) < count:
        at = float(len(spans))
        query = {"db.system.name": "sqlite", "db.query.text": "SELECT * FROM orders_order"}
        spans.append(
            MadeSpan(
                "frontend",
                "SELECT orders_order",
                at,
                at + 0.9,
                spans[1],
                "client",
                False,
                "",
                query,
            )
        )
        if at % 10 == 0:
            spans.append(MadeSpan("frontend", f"render_{int(at) % 70}", at, at + 5, spans[1]))
    return spans[:count]


def incomplete_trace() -> list[MadeSpan]:
    """An order whose inventory lost one of its spans on the way."""
    root = MadeSpan("frontend", "POST api/orders", 0, 900, kind="server")
    place = MadeSpan("frontend", "place_order", 5, 895, root)
    call = MadeSpan("frontend", "POST", 20, 880, place, "client")
    lost = MadeSpan("inventory", "POST /reservations", 25, 875, call, "server")
    quote = MadeSpan("inventory", "quote_price", 40, 700, lost)
    ask = MadeSpan("inventory", "GET", 45, 690, quote, "client")
    answer = MadeSpan("thirdparty", "GET /v1/prices/<sku>", 60, 680, ask, "server")
    return [root, place, call, quote, ask, answer]


def hostile_trace() -> list[MadeSpan]:
    """Names and values that try to be markup, to turn text around, or to be too much."""
    root = MadeSpan(f"front{SCRIPT}", f"GET {IMAGE}", 0, 100, kind="server")
    values = {
        "script": SCRIPT,
        "markup": IMAGE,
        f"key{BIDI}{SCRIPT}": BIDI,
        "control": CONTROL,
        "large": "A" * MEGABYTE,
        "lines": "one\ntwo\r\n<b>three</b>",
        "template": "{{ settings.SECRET_KEY }} {% debug %}",
        "url": "javascript:alert(1)",
    }
    child = MadeSpan(
        "inventory",
        f"{BIDI}{CONTROL}{'very ' * 400}long",
        10,
        90,
        root,
        error=True,
        message=SCRIPT,
        attributes=values,
        events=[(SCRIPT, 20, {"exception.message": IMAGE, "exception.stacktrace": "B" * MEGABYTE})],
        links=[("ab" * 16, "cd" * 8)],
    )
    return [root, child]
