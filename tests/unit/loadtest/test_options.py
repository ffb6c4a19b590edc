import subprocess
from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
import requests

from loadtest.options import milliseconds, writable_file
from tests.unit.loadtest.fake_shop import CONFIRMED, open_shop
from tests.unit.loadtest.running_locust import COMMAND, clean_environment, run_locust
from tests.waiting import wait_until
from tracing_sandbox.running.ports import free_port, free_ports
from tracing_sandbox.settings import PROJECT


@contextmanager
def web_ui(*arguments: str, **environment: str) -> Iterator[int]:
    """Start Locust with its web UI; give its process id."""
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=PROJECT,
        env=clean_environment() | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(40)


def listening(pid: int) -> set[tuple[str, int]]:
    """Return the addresses at which a process listens."""
    connections = psutil.Process(pid).net_connections("inet")
    return {tuple(c.laddr) for c in connections if c.status == psutil.CONN_LISTEN}


def test_web_ui_answers_on_loopback_only_and_offers_the_shop_of_the_environment() -> None:
    port = str(free_port())
    with web_ui(SANDBOX_LOCUST_PORT=port, SANDBOX_FRONTEND_URL="http://shop.invalid:81/") as pid:
        wait_until(lambda: listening(pid), "the web UI to listen", 60)
        assert listening(pid) == {("127.0.0.1", int(port))}
        page = requests.get(f"http://127.0.0.1:{port}/", timeout=30)
    assert page.status_code == 200
    assert '"host": "http://shop.invalid:81"' in page.text


def test_slow_ms_can_be_set_in_the_web_ui() -> None:
    port = str(free_port())
    url = f"http://127.0.0.1:{port}"
    with (
        open_shop(lambda: (201, CONFIRMED)) as shop,
        web_ui(SANDBOX_LOCUST_PORT=port, SANDBOX_FRONTEND_URL=shop.url) as pid,
    ):
        wait_until(lambda: listening(pid), "the web UI to listen", 60)
        form = {"user_count": 1, "spawn_rate": 1, "slow_ms": 0.001}
        assert requests.post(f"{url}/swarm", data=form, timeout=30).json()["success"]
        wait_until(
            lambda: "slow: GET" in requests.get(f"{url}/logs", timeout=30).text,
            "a request to be logged as slow",
            30,
        )


def test_locusts_own_option_goes_before_our_default() -> None:
    port, other = map(str, free_ports(2))
    with web_ui("--web-port", other, SANDBOX_LOCUST_PORT=port) as pid:
        wait_until(lambda: listening(pid), "the web UI to listen", 60)
        assert listening(pid) == {("127.0.0.1", int(other))}


@pytest.mark.parametrize("text", ["0", "-1", "soon", "nan", "inf", ""])
def test_milliseconds_refuse_what_is_no_time(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="no time in ms above 0, such as 500"):
        milliseconds(text)


def test_milliseconds_are_a_number() -> None:
    assert milliseconds("250.5") == 250.5


def test_writable_file_refuses_a_folder_and_a_file_in_none(tmp_path: Path) -> None:
    with pytest.raises(ArgumentTypeError, match="is a folder; name a file"):
        writable_file(str(tmp_path))
    with pytest.raises(ArgumentTypeError, match=r"none/orders\.jsonl cannot be written"):
        writable_file(str(tmp_path / "none" / "orders.jsonl"))


def test_writable_file_takes_a_new_and_an_old_one(tmp_path: Path) -> None:
    (tmp_path / "old.jsonl").write_text("")
    for path in (str(tmp_path / "new.jsonl"), str(tmp_path / "old.jsonl")):
        assert writable_file(path) == path


def test_bad_option_is_named_without_a_traceback() -> None:
    finished = run_locust("--headless", "--slow-ms", "soon")
    assert finished.returncode == 2
    assert "--slow-ms: 'soon' is no time in ms above 0, such as 500" in finished.stdout
    assert "Traceback" not in finished.stdout


def test_bad_setting_is_named_without_a_traceback() -> None:
    finished = run_locust("--headless", SANDBOX_LOCUST_PORT="eighty")
    assert finished.returncode == 1
    assert "SANDBOX_LOCUST_PORT=eighty: " in finished.stdout
    assert "Traceback" not in finished.stdout
