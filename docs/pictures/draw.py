"""Takes the README's pictures: the page of a slow order's trace, and the report of a run."""

import tempfile
from pathlib import Path

from playwright.sync_api import FloatRect, Page

from docs.pictures.chromium import open_chromium
from docs.pictures.thirdparty import no_thirdparty, slow_thirdparty
from tracing_sandbox.running.trial import TrialSandbox, open_trial
from tracing_sandbox.shop import Shop
from tracing_sandbox.traces.jaeger.arrival import wait_for_whole_trace
from tracing_sandbox.traces.jaeger.client import JaegerClient

HERE = Path(__file__).parent
SCHEMES = ("light", "dark")
SKU = "TEA-ASSAM"
HEALTHY_ORDERS = 10
SLOW_MS = 4200
ARRIVAL_S = 60
TRAFFIC = ("--rate", "20", "--duration", "60s", "--seed", "7", "--at-most", "p95_ms=500")
WIDTH = 1200
BELOW = 16


def main() -> None:
    """Start a sandbox of its own, break what is to be seen, and take all pictures."""
    print("starting a sandbox ...")  # noqa: T201
    with tempfile.TemporaryDirectory(prefix="pictures-") as home, open_trial(Path(home)) as sandbox:
        trace_id = find_slow_order(sandbox)
        take_pictures("trace", f"{sandbox.frontend_url}/traces/{trace_id}/")
        draw_report(write_report(sandbox))


def find_slow_order(sandbox: TrialSandbox) -> str:
    """Place orders, the last one with a slow third party; return the id of its trace."""
    shop = Shop(sandbox.frontend_url)
    for _ in range(HEALTHY_ORDERS):
        shop.place_order(SKU, 1)
    with no_thirdparty(sandbox), slow_thirdparty(sandbox, SLOW_MS):
        slow = shop.place_order(SKU, 1)
    wait_for_whole_trace(JaegerClient(sandbox.jaeger_url), slow.trace_id, ARRIVAL_S)
    return slow.trace_id


def write_report(sandbox: TrialSandbox) -> Path:
    """Send traffic as the README does, for a minute; return its report."""
    print("sending traffic for a minute ...")  # noqa: T201
    report = sandbox.home / "report.html"
    sandbox.told(SANDBOX_COMMAND="sandbox").require("load", *TRAFFIC, "--html", str(report))
    return report


def draw_report(report: Path) -> None:
    """Save the report of a run from its verdict to its latency over time, in both schemes."""
    take_pictures("load", report.resolve().as_uri(), until="#time ~ .legend")


def take_pictures(name: str, url: str, until: str | None = None) -> None:
    """Save a page in both schemes, all of it or down to the end of an element."""
    with open_chromium() as chromium:
        for scheme in SCHEMES:
            page = chromium.new_page(
                viewport={"width": WIDTH, "height": 800},
                color_scheme=scheme,  # type: ignore[arg-type]
            )
            page.goto(url)
            path = HERE / f"{name}-{scheme}.png"
            clip = above_end_of(page, until) if until else None
            page.screenshot(path=path, full_page=True, clip=clip)
            print(f"{path}: {path.stat().st_size // 1024} KiB")  # noqa: T201


def above_end_of(page: Page, selector: str) -> FloatRect:
    """Return the part of a page down to the end of an element, with a little room below it."""
    box = page.locator(selector).first.bounding_box()
    if box is None:
        raise ValueError(f"{page.url} does not show {selector}.")
    return {"x": 0, "y": 0, "width": WIDTH, "height": box["y"] + box["height"] + BELOW}


if __name__ == "__main__":
    main()
