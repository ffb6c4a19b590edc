"""The operations of a simulated mall: pages and orders that pass through many services.

Like those of `simulated_shop`, each takes a `System` and returns its trace. They are larger: many
small calls of many services, where no single call is most of the time.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress

from tests.unit.traces.simulated.messages import Handle, publish, stream
from tests.unit.traces.simulated.simulation import StepFailed, System, Thread
from tracing_sandbox.traces.reading.trace import Trace

PRICE_PARTS = (
    "/base", "/tax", "/duty", "/discounts", "/vouchers",
    "/points", "/deposits", "/fees", "/rounding", "/totals",
)  # fmt: skip
SHOWN = 8


def answer(
    work_ms: float, *queries: str, query_ms: float = 2.0, database: str = "postgresql"
) -> Handle:
    """Make a handler that works a little, asks its database, and is done."""

    def handle(thread: Thread) -> None:
        thread.take(work_ms)
        thread.fail_if_planned()
        for query in queries:
            thread.query(query, query_ms, database)

    return handle


session = answer(0.8, "GET session", query_ms=0.6, database="redis")
profile = answer(1.0, "SELECT profile")
addresses = answer(0.9, "SELECT addresses")
cards = answer(1.2, "SELECT cards")
vouchers = answer(0.8, "SELECT vouchers")
products = answer(2.5, "SELECT products", query_ms=5.0)
product = answer(0.9, "SELECT product")
categories = answer(0.7, "SELECT categories")
rate = answer(0.9)
basket = answer(0.6, "HGETALL basket", query_ms=0.5, database="redis")
empty = answer(0.5, "DEL basket", query_ms=0.4, database="redis")
advert = answer(3.0, "SELECT adverts", query_ms=1.5)
stars = answer(1.5, "SELECT stars", "SELECT reviews", query_ms=2.5)
shipment = answer(2.0, "INSERT shipment", query_ms=3.0)


def show_home(system: System) -> Trace:
    """Show the first page: 48 spans of 9 services; it can do without adverts and the like."""
    return _serve(system, "GET /", _show_home)


def _serve(system: System, name: str, handle: Handle) -> Trace:
    system.thread("frontend").serve(name, handle)
    return system.trace()


def _show_home(frontend: Thread) -> None:
    frontend.take(2.0)
    frontend.call("accounts", "GET", "/session", session)
    frontend.call("catalogue", "GET", "/products", products)
    for _ in range(SHOWN):
        frontend.call("currency", "GET", "/rates", rate)
    frontend.call("basket", "GET", "/basket", basket)
    with suppress(StepFailed):
        frontend.call("recommendations", "GET", "/recommendations", _recommend)
    with suppress(StepFailed):
        frontend.call("adverts", "GET", "/adverts", advert)
    frontend.call("shipping", "GET", "/estimates", _estimate)
    frontend.call("reviews", "GET", "/stars", stars)
    frontend.call("catalogue", "GET", "/categories", categories)
    with frontend.span("render_page"):
        frontend.take(6.0)


def _recommend(recommendations: Thread) -> None:
    recommendations.take(1.0)
    recommendations.fail_if_planned()
    with recommendations.span("rank"):
        recommendations.take(4.0)
    recommendations.call("catalogue", "GET", "/product", product)


def _estimate(shipping: Thread) -> None:
    shipping.take(1.2)
    shipping.fail_if_planned()
    shipping.query("SELECT tariffs", 1.5)
    shipping.call("currency", "GET", "/rates", rate)


def check_out(system: System) -> Trace:
    """Order what is in the basket; the mail that confirms it is sent by a worker, later."""
    return _serve(system, "POST /checkout", _check_out)


def _check_out(frontend: Thread) -> None:
    frontend.take(1.5)
    frontend.call("accounts", "GET", "/session", session)
    frontend.refuse_if_planned()
    frontend.call("checkout", "POST", "/orders", _order)
    with frontend.span("render_receipt"):
        frontend.take(5.0)


def _order(checkout: Thread) -> None:
    checkout.take(1.5)
    checkout.call("accounts", "GET", "/profile", profile)
    checkout.call("accounts", "GET", "/addresses", addresses)
    checkout.call("accounts", "GET", "/cards", cards)
    checkout.call("accounts", "GET", "/vouchers", vouchers)
    checkout.refuse_if_planned()
    checkout.call("basket", "GET", "/basket", basket)
    for _ in range(checkout.system.plan.rows):
        checkout.call("catalogue", "GET", "/product", product)
        checkout.call("currency", "GET", "/rates", rate)
        checkout.query("INSERT line", 1.5)
    checkout.call("shipping", "POST", "/quotes", _estimate)
    checkout.call("payments", "POST", "/charges", _charge)
    checkout.call("shipping", "POST", "/shipments", shipment)
    checkout.query("INSERT order", 2.5)
    checkout.call("basket", "DELETE", "/basket", empty)
    publish(checkout, "order_placed", "mailer", 15.0, _send_mail)


def _charge(payments: Thread) -> None:
    payments.take(1.5)
    payments.fail_if_planned()
    payments.call_untraced("bank.example", "POST", 40.0)
    payments.query("INSERT charge", 2.0)


def _send_mail(mailer: Thread) -> None:
    mailer.take(1.0)
    mailer.query("SELECT order", 2.0)
    with mailer.span("render_mail"):
        mailer.take(8.0)
    mailer.call_untraced("smtp.example", "SEND", 25.0)


def show_basket(system: System) -> Trace:
    """Show what is in the basket: ten small and different questions to one service."""
    return _serve(system, "GET /basket", _show_basket)


def _show_basket(frontend: Thread) -> None:
    frontend.take(1.5)
    frontend.call("accounts", "GET", "/session", session)
    frontend.call("basket", "GET", "/basket", basket)
    for part in PRICE_PARTS:
        frontend.call("pricing", "GET", part, answer(1.2))
    with frontend.span("render_basket"):
        frontend.take(6.0)


def show_account(system: System) -> Trace:
    """Show a customer's page: three services that all ask the accounts, and the orders."""
    return _serve(system, "GET /account", _show_account)


def _show_account(frontend: Thread) -> None:
    frontend.take(1.5)
    frontend.call("accounts", "GET", "/session", session)
    frontend.call("accounts", "GET", "/profile", profile)
    frontend.call("orders", "GET", "/orders", _list_orders)
    frontend.call("loyalty", "GET", "/points", _count_points)
    with frontend.span("render_account"):
        frontend.take(5.0)


def _list_orders(orders: Thread) -> None:
    orders.take(1.0)
    orders.call("accounts", "GET", "/addresses", addresses)
    orders.query("SELECT orders", 4.0)
    orders.call("shipping", "GET", "/parcels", answer(1.0, "SELECT parcels"))


def _count_points(loyalty: Thread) -> None:
    loyalty.take(1.0)
    loyalty.call("accounts", "GET", "/cards", cards)
    loyalty.query("SELECT points", 3.0)


def search(system: System) -> Trace:
    """Search the catalogue by an index that reports nothing."""
    return _serve(system, "GET /search", _search)


def _search(frontend: Thread) -> None:
    frontend.take(1.0)
    frontend.call("accounts", "GET", "/session", session)
    frontend.call("search", "GET", "/hits", _find)
    frontend.call("adverts", "GET", "/adverts", advert)
    with frontend.span("render_hits"):
        frontend.take(4.0)


def _find(search: Thread) -> None:
    search.take(1.0)
    with search.span("parse_words"):
        search.take(1.0)
    search.query("query index", 9.0, "elasticsearch")
    search.call("catalogue", "GET", "/products", products)


def show_wishlist(system: System) -> Trace:
    """Show what a customer wishes for: two queries and a call for each row, all equally short."""
    return _serve(system, "GET /wishlist", _show_wishlist)


def _show_wishlist(frontend: Thread) -> None:
    frontend.take(1.0)
    frontend.call("accounts", "GET", "/session", session)
    for _ in range(frontend.system.plan.rows):
        frontend.query("SELECT wish", 2.2, "sqlite")
        frontend.query("SELECT photo", 2.2, "sqlite")
        frontend.call("currency", "GET", "/rates", rate)
    with frontend.span("render_wishlist"):
        frontend.take(3.0)


def restock(system: System) -> Trace:
    """Order what is short of: a query and a call for each row."""
    return _serve(system, "POST /restocks", _restock)


def _restock(frontend: Thread) -> None:
    frontend.take(1.5)
    frontend.call("accounts", "GET", "/session", session)
    for _ in range(frontend.system.plan.rows):
        frontend.query("SELECT level", 2.5)
        frontend.call("suppliers", "PUT", "/wants", answer(1.2))
    frontend.query("INSERT restock", 2.0)
    with frontend.span("render_list"):
        frontend.take(3.0)


def export_orders(system: System) -> Trace:
    """Accept an export at once; a worker makes it when it comes to it."""
    return _serve(system, "POST /exports", _export)


def _export(frontend: Thread) -> None:
    frontend.take(3.0)
    frontend.call("accounts", "GET", "/session", session)
    frontend.query("INSERT export", 3.0)
    publish(frontend, "exports", "exporter", 40.0, _make_export)
    with frontend.span("render_answer"):
        frontend.take(15.0)


def _make_export(exporter: Thread) -> None:
    exporter.take(2.0)
    exporter.query("SELECT orders", 40.0)
    with exporter.span("write_file"):
        exporter.take(20.0)


def download_report(system: System) -> Trace:
    """Pass on a report that streams: the headers are there long before its end."""
    return _serve(system, "GET /reports/<id>", _download)


def _download(frontend: Thread) -> None:
    frontend.take(2.0)
    frontend.call("accounts", "GET", "/session", session)
    stream(frontend, "reports", "/raw/<id>", answer(4.0), _send_rows)


def _send_rows(reports: Thread) -> None:
    reports.query("FETCH cursor", 150.0)
    with reports.span("send_rows"):
        reports.take(5.0)


MALL: Mapping[str, Callable[[System], Trace]] = {
    operation.__name__: operation
    for operation in (
        show_home,
        check_out,
        show_basket,
        show_account,
        search,
        show_wishlist,
        restock,
        export_orders,
        download_report,
    )
}
