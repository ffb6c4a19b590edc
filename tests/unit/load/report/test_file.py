"""A report is there as a whole or not at all, and says what it needs to be drawn."""

import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.load.report import render
from tracing_sandbox.load.report.file import put_in_place

PAGE = "tracing_sandbox.load.report.page"


@contextmanager
def little_room(bytes_left: int) -> Iterator[None]:
    """Let no file of this process grow beyond so many bytes, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_left, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_report_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("before")

    put_in_place(path, "now")

    assert path.read_text() == "now"
    assert list(tmp_path.iterdir()) == [path]


def test_full_disk_leaves_what_was_there_and_nothing_half_written(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("before")

    with little_room(1000), pytest.raises(SandboxError, match=r"Cannot write the report to .*html"):
        put_in_place(path, "x" * 100_000)

    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_missing_folder_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gone" / "report.html"

    with pytest.raises(SandboxError, match="No such file or directory") as caught:
        put_in_place(path, "now")

    assert str(path) in caught.value.what
    assert "folder" in caught.value.next_step


def test_folder_in_its_place_is_named_and_stays(tmp_path: Path) -> None:
    (tmp_path / "report.html").mkdir()

    with pytest.raises(SandboxError, match="Is a directory"):
        put_in_place(tmp_path / "report.html", "now")

    assert list(tmp_path.iterdir()) == [tmp_path / "report.html"]


@pytest.mark.parametrize("package", ["jinja2", "matplotlib"])
def test_missing_package_is_named_with_what_installs_it(
    package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [each for each in sys.modules if each.startswith("tracing_sandbox.load.report.")]:
        monkeypatch.delitem(sys.modules, name)
    for name in [each for each in sys.modules if each.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)

    with pytest.raises(SandboxError, match=package) as caught:
        render({}, [], 0)

    assert "tracing-sandbox[load]" in caught.value.next_step


def test_nothing_to_draw_with_is_imported_before_a_report_is_written() -> None:
    code = (
        "import sys, tracing_sandbox.load.report; print({'jinja2', 'matplotlib'} & {*sys.modules})"
    )
    finished = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert finished.stdout.strip() == "set()"
