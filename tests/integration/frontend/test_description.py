"""The API keeps its own description: schemathesis sends what fits it and what does not."""

import subprocess
import sys
from pathlib import Path

from tests.integration.frontend.conftest import over_postgresql
from tests.integration.frontend.running_frontend import RunningFrontend

pytestmark = over_postgresql

EXAMPLES = 25
HOOKS = "tests.integration.frontend.schemathesis_hooks"
PROJECT = Path(__file__).parents[3]


def test_api_keeps_its_description(frontend: RunningFrontend, tmp_path: Path) -> None:
    run = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")), "run",
            f"{frontend.url}/api/openapi.json", "--checks", "all", "--no-color",
            "--max-examples", str(EXAMPLES), "--seed", "7", "--generation-database", "none",
        ],
        cwd=tmp_path,
        env={**frontend.environ, "SCHEMATHESIS_HOOKS": HOOKS, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )  # fmt: skip

    assert run.returncode == 0, run.stdout[-5000:] + run.stderr[-2000:]


def test_description_is_whole(frontend: RunningFrontend) -> None:
    described = frontend.ask("GET", "/api/openapi.json").json()

    statuses = {
        (method, path): sorted(operation["responses"])
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
    }
    always = ["400", "413", "500", "503"]
    placing = ["201", "404", "408", "409", "415", "422", "502", "504"]
    assert statuses == {
        ("get", "/api/products"): sorted(["200", *always]),
        ("post", "/api/deliveries"): sorted(["200", "408", "502", "504", *always]),
        ("post", "/api/orders"): sorted([*placing, *always]),
        ("get", "/api/orders/{order_id}"): sorted(["200", "404", "422", *always]),
    }
    (key,) = described["paths"]["/api/orders"]["post"]["parameters"]
    assert (key["in"], key["name"], key["required"], key["schema"]["pattern"]) == (
        "header",
        "Idempotency-Key",
        False,
        r"^[!-+\--~]{1,64}$",
    )


def test_documentation_page_asks_nobody_else(frontend: RunningFrontend) -> None:
    page = frontend.see("/api/docs")

    assert page.status_code == 200
    assert "http://" not in page.text.replace("http://www.w3.org", "")
    assert "https://" not in page.text
    for asset in ("swagger-ui-bundle.js", "swagger-ui.css", "swagger-ui-init.js", "favicon.svg"):
        assert frontend.ask("GET", f"/static/ninja/{asset}").status_code == 200
