"""Takes the README's pictures: the page of a slow order's trace (`make pictures`)."""

import tempfile
from pathlib import Path

from tests.browser.chromium import open_chromium
from tests.browser.conftest import place_order, wait_for_trace
from tests.browser.supplier import no_supplier, slow_supplier
from tests.native_sandbox import NativeSandbox

HERE = Path(__file__).parent
SCHEMES = ("light", "dark")
HEALTHY_ORDERS = 10
SLOW_MS = 4200
WIDTH = 1200


def main() -> None:
    """Start a sandbox of its own, slow its supplier for one order, and take both pictures."""
    with tempfile.TemporaryDirectory(prefix="pictures-") as home:
        sandbox = NativeSandbox.on_free_ports(Path(home))
        print("starting a sandbox ...")  # noqa: T201
        try:
            sandbox.up()
            take_pictures(sandbox.frontend_url + find_slow_order(sandbox))
        finally:
            sandbox.down()


def find_slow_order(sandbox: NativeSandbox) -> str:
    """Place orders, the last one with a slow supplier; return the page of its trace."""
    for _ in range(HEALTHY_ORDERS):
        place_order(sandbox)
    with no_supplier(sandbox), slow_supplier(sandbox, SLOW_MS):
        slow = place_order(sandbox)
    wait_for_trace(sandbox, slow.trace_id)
    return slow.trace_page


def take_pictures(url: str) -> None:
    """Save the page in both schemes."""
    with open_chromium() as chromium:
        for scheme in SCHEMES:
            page = chromium.new_page(
                viewport={"width": WIDTH, "height": 800},
                color_scheme=scheme,  # type: ignore[arg-type]
            )
            page.goto(url)
            path = HERE / f"trace-{scheme}.png"
            page.screenshot(path=path, full_page=True)
            print(f"{path}: {path.stat().st_size // 1024} KiB")  # noqa: T201


if __name__ == "__main__":
    main()
