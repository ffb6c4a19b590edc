import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.load.made import record
from tracing_sandbox.load.recording.record import RecordFile, follow_records, read_records
from tracing_sandbox.settings import PROJECT

# A file may grow to 1,000 bytes: the system takes a part of the third line, and refuses the rest.
FULL = """
import resource, sys
from pathlib import Path
from tests.unit.load.made import record
from tracing_sandbox.load.recording.record import RecordFile
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))
file = RecordFile(Path(sys.argv[1]))
for number in range(9):
    file.add(record(number))
"""


def test_records_are_read_as_they_were_added(tmp_path: Path) -> None:
    path = tmp_path / "requests.jsonl"
    for number in range(3):
        file = RecordFile(path)
        file.add(record(number))
        file.close()
    assert read_records(path) == [record(0), record(1), record(2)]


def test_full_disk_leaves_no_half_line(tmp_path: Path) -> None:
    path = tmp_path / "requests.jsonl"
    ended = subprocess.run(
        [sys.executable, "-c", FULL, str(path)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "OSError: [Errno 27] File too large" in ended.stderr
    assert path.read_text().endswith("}\n")
    whole = read_records(path)
    assert whole == [record(number) for number in range(len(whole))]
    assert 0 < len(whole) < 9


def test_file_that_takes_nothing_says_why() -> None:
    file = RecordFile(Path("/dev/full"))
    with pytest.raises(OSError, match="No space left on device"):
        file.add(record(0))
    file.close()


def test_line_that_a_kill_has_cut_is_left_out_until_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "requests.jsonl"
    line = f"{record(1).to_line()}\n"
    path.write_text(f"{record(0).to_line()}\n{line[:40]}")
    added = follow_records(path)
    assert next(added) == [record(0)]
    with path.open("a") as file:
        file.write(line[40:])
    assert next(added) == [record(1)]
    assert next(added) == []
