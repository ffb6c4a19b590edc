"""The generator as Locust runs it: without an answer, without room, stopped, or used wrongly."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from itertools import count
from pathlib import Path

import pytest

from loadtest.arrival_options import check_host, moment, read_given_plan
from tests.closed_port import closed_port
from tests.raw_server import RawServer, answer, serving
from tests.unit.loadtest.arrival_runs import ArrivalRun, GeneratorProcess, every
from tests.unit.loadtest.fake_shop import CONFIRMED, SOLD_OUT, Answer, open_shop
from tests.waiting import wait_until
from tracing_sandbox.errors import WrongUsageError
from tracing_sandbox.load.measuring.planted import CUT_OFF
from tracing_sandbox.load.planning.plan import Arrival
from tracing_sandbox.running.ports import free_port


def test_each_request_is_sent_once_and_judged_by_its_plan(tmp_path: Path) -> None:
    """A shop that hangs up on browsers, has no CHAI, and closes what is idle for a second.

    It makes a new order of MATE each time, and shows another one when asked for it.
    """
    others = ({**CONFIRMED, "id": f"other-{number}"} for number in count())

    def serve(server: RawServer, connection: socket.socket) -> None:
        connection.settimeout(1.0)
        while not (asked := server.read_request(connection)).startswith("GET / "):
            if "CHAI" in asked:
                connection.sendall(answer(json.dumps(SOLD_OUT).encode(), "409 Conflict"))
            elif "MATE" in asked or "/other-" in asked:
                status = "201 Created" if asked.startswith("POST") else "200 OK"
                connection.sendall(answer(json.dumps(next(others)).encode(), status))
            elif asked.startswith("POST"):
                connection.sendall(answer(json.dumps(CONFIRMED).encode(), "201 Created"))
            else:
                connection.sendall(answer(b"a page"))

    plan = [
        *every(0, 3, "browse"),
        Arrival(3, 0.0, "look", "CHAI", 1000, sold_out=True),
        Arrival(4, 0.0, "order", "CHAI", 1),
        *[Arrival(5 + number, 950.0 * number, "retry", "ASSAM", 1) for number in range(3)],
        Arrival(8, 0.0, "order", "MATE", 1000, sold_out=True),
        Arrival(9, 0.0, "retry", "MATE", 1),
        Arrival(10, 0.0, "look", "MATE", 1),
    ]
    with serving(serve) as server:
        run = ArrivalRun(tmp_path, server.url, plan)
        with run.alone(OTEL_TRACES_SAMPLER="always_off") as generator:
            outcome = generator.wait()
        asked = Counter(request.split()[0] for request in server.requests)
    records = run.records()
    assert outcome.code == 0, outcome.said
    assert asked == {"GET": 5, "POST": 12}
    assert Counter((each.name, each.status, each.problem) for each in records) == {
        ("GET /", 0, "connection closed without an answer"): 3,
        ("POST /api/orders", 409, None): 1,
        ("POST /api/orders", 409, "409 out-of-stock"): 1,
        ("GET /api/orders/[id]", 200, None): 1,
        ("POST /api/orders", 201, None): 5,
        ("POST /api/orders (again)", 201, None): 3,
        ("POST /api/orders", 201, "201 for an order of more than there is"): 1,
        ("POST /api/orders (again)", 201, "201 with another order's id"): 1,
        ("GET /api/orders/[id]", 200, "200 with another order's id"): 1,
    }
    assert {each.sampled for each in records} == {False}
    assert len({each.trace_id for each in records}) == len(plan)


def test_stop_cuts_off_who_is_not_answered_in_time_and_says_so(tmp_path: Path) -> None:
    over = threading.Event()

    def hang() -> Answer:
        over.wait(60)
        raise ConnectionAbortedError

    with open_shop(hang) as shop:
        run = ArrivalRun(tmp_path, shop.url, every(40, 2_000, "retry"))
        with run.alone("--stop-timeout", "1s") as generator:
            wait_until(lambda: len(shop.orders) > 10, "visitors in the shop")
            generator.process.send_signal(signal.SIGINT)
            outcome = generator.wait()
        over.set()
    records = run.records()
    assert outcome.code == 0, outcome.said
    asked = {order["request_id"] for order in shop.orders}
    assert asked <= {each.request_id for each in records}
    assert {(each.step, each.status, each.problem) for each in records} == {(0, 0, CUT_OFF)}
    # Without tracing there is no trace.
    assert {(each.trace_id, each.span_id, each.sampled) for each in records} == {("", "", False)}
    assert f"{len(records)}(100.00%)" in outcome.said


def test_full_disk_ends_the_run_in_one_line(tmp_path: Path) -> None:
    with open_shop(lambda: (201, CONFIRMED)) as shop:
        run = ArrivalRun(tmp_path, shop.url, every(20, 3_000))
        with run.alone("--record", "/dev/full") as generator:
            outcome = generator.wait()
    assert outcome.code == 3, outcome.said
    said = "Cannot write /dev/full: No space left on device. 0 requests are recorded."
    assert outcome.said.splitlines()[-1] == said
    assert outcome.said.count("Cannot write") == 1
    assert "Traceback" not in outcome.said


def test_generator_ends_with_whoever_started_it(tmp_path: Path) -> None:
    """Nobody is at the shop's address: each request says so, and the generator goes on."""
    shop_url = f"http://127.0.0.1:{closed_port()}"
    run = ArrivalRun(tmp_path, shop_url, every(50, 2_000, "look"))
    with run.by_another() as (parent, pid):
        run.wait_for_records(5)
        parent.kill()
        wait_until(lambda: not is_running(pid), "the generator to end", 20)
    told = {(each.step, each.status, each.problem) for each in run.records()}
    assert told == {(0, 0, "connection refused")}


def test_generator_whose_parent_went_before_it_began_sends_nothing(tmp_path: Path) -> None:
    """One that would begin at once, and a master that waits for workers."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    parent = ("--parent", str(gone.pid))
    waiting = ("--master", "--expect-workers", "1", "--master-bind-port", str(free_port()))
    run = ArrivalRun(tmp_path, f"http://127.0.0.1:{closed_port()}", every(900, 30, "browse"))
    with run.alone(*parent) as one, run.alone(*parent, *waiting) as master:
        for generator in (one, master):
            generator.process.wait(20)
    assert run.records() == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--plan", "none.jsonl"), "argument --plan: there is no file none.jsonl"),
        ((), "--plan is missing. Name a file: --plan FILE"),
    ],
)
def test_wrong_option_is_named_in_one_line(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    outcome = GeneratorProcess(tmp_path, "--record", "requests.jsonl", *arguments).wait()
    assert outcome.code == 2
    [line] = [line for line in outcome.said.splitlines() if "/INFO/" not in line]
    assert said in line


def test_what_is_no_plan_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.jsonl"
    for text in ("no JSON", '{"no": "arrival"}', '{"number": 1, "at_ms": 0, "journey": "flee"}'):
        path.write_text(f"{text}\n")
        with pytest.raises(WrongUsageError, match=r"plan\.jsonl is no plan"):
            read_given_plan(Options(str(path), "requests.jsonl"))


def test_what_is_no_address_or_moment_is_refused() -> None:
    check_host("http://127.0.0.1:8000")
    with pytest.raises(WrongUsageError, match="--host shop is no address of a shop"):
        check_host("shop")
    assert moment("1795712838056189215") == 1795712838056189215
    with pytest.raises(Exception, match="'soon' is no time in nanoseconds since 1970"):
        moment("soon")


class Options:
    """The part of Locust's command line that names files."""

    def __init__(self, plan: str, record: str) -> None:
        self.plan = plan
        self.record = record


def is_running(pid: int) -> bool:
    """Tell whether there is such a process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
