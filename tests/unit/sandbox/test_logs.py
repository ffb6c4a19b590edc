"""Logs are followed through a new file in their place, and searched for all lines of a trace."""

from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from tracing_sandbox.commands.logs import find_logs
from tracing_sandbox.running.logs.following import FollowedLog, follow_logs
from tracing_sandbox.running.logs.records import RecordsOfTrace, find_records
from tracing_sandbox.running.supervisor import Supervisor

TRACE = "0af7651916cd43dd8448eb211c80319c"
OTHER = "1bf7651916cd43dd8448eb211c80319c"


def append(log: Path, text: str) -> None:
    with log.open("a") as file:
        file.write(text)


def rotate(log: Path) -> None:
    """Do as supervisor does with a log that is full."""
    log.rename(log.with_name(f"{log.name}.1"))
    log.touch()


def test_followed_log_gives_each_line_once_and_whole(tmp_path: Path) -> None:
    log = tmp_path / "frontend.log"
    append(log, "one\ntwo\nthr")
    followed = FollowedLog(log)
    assert followed.read_lines() == ["one", "two"]
    assert followed.read_lines() == []
    append(log, "ee\n\n")
    assert followed.read_lines() == ["three", ""]


def test_followed_log_goes_on_in_the_file_that_takes_its_place(tmp_path: Path) -> None:
    log = tmp_path / "frontend.log"
    append(log, "one\n")
    followed = FollowedLog(log)
    assert followed.read_lines() == ["one"]
    append(log, "two\n")
    rotate(log)
    append(log, "three\n")
    assert followed.read_lines() == ["two", "three"]


def test_followed_log_that_is_deleted_is_waited_for(tmp_path: Path) -> None:
    log = tmp_path / "frontend.log"
    append(log, "one\n")
    followed = FollowedLog(log)
    assert followed.read_lines() == ["one"]
    log.unlink()
    assert followed.read_lines() == []
    append(log, "two\n")
    assert followed.read_lines() == ["two"]


def lines_of(found: Iterator[tuple[Path, list[str]]], rounds: int) -> list[tuple[str, list[str]]]:
    return [(path.stem, lines) for path, lines in islice(found, rounds)]


def test_logs_are_followed_from_their_last_lines_and_as_they_appear(tmp_path: Path) -> None:
    append(tmp_path / "frontend.log", "one\ntwo\n")
    found = follow_logs(partial(find_logs, tmp_path, None), 1, lambda: True)
    assert lines_of(found, 2) == [("frontend", ["two"]), ("frontend", [])]
    append(tmp_path / "inventory.log", "first\nsecond\n")
    append(tmp_path / "frontend.log", "three\n")
    assert lines_of(found, 2) == [("frontend", ["three"]), ("inventory", ["first", "second"])]


def test_no_last_lines_are_none(tmp_path: Path) -> None:
    supervisor = Supervisor(tmp_path)
    supervisor.logs.mkdir()
    append(supervisor.log_of("frontend"), "one\n")
    assert supervisor.last_lines("frontend", 0) == []
    assert lines_of(follow_logs(lambda: [supervisor.log_of("frontend")], 0, lambda: True), 1) == [
        ("frontend", [])
    ]


def test_records_of_a_trace_are_its_lines_and_their_tracebacks_by_time(tmp_path: Path) -> None:
    frontend, inventory = tmp_path / "frontend.log", tmp_path / "inventory.log"
    append(frontend, f"2026-11-26 10:00:00,001 INFO frontend trace_id={TRACE} asked\n")
    rotate(frontend)
    append(
        frontend,
        f"2026-11-26 10:00:00,900 ERROR frontend trace_id={TRACE} failed\nTraceback:\n  line 1\n"
        f"2026-11-26 10:00:00,901 INFO frontend trace_id={OTHER} asked\nnot of it\n",
    )
    append(inventory, f"2026-11-26 10:00:00,500 INFO inventory trace_id={TRACE} reserved\n")
    assert find_records([frontend, inventory], partial(RecordsOfTrace, TRACE)) == [
        f"2026-11-26 10:00:00,001 INFO frontend trace_id={TRACE} asked",
        f"2026-11-26 10:00:00,500 INFO inventory trace_id={TRACE} reserved",
        f"2026-11-26 10:00:00,900 ERROR frontend trace_id={TRACE} failed",
        "Traceback:",
        "  line 1",
    ]


def test_follow_ends_with_what_writes(tmp_path: Path) -> None:
    (tmp_path / "frontend.log").write_text("one\ntwo\n")
    running = iter([True, False])
    found = follow_logs(partial(find_logs, tmp_path, None), 1, lambda: next(running))
    assert [lines for _, lines in found if lines] == [["two"]]
