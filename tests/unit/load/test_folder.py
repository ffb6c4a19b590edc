import os
from pathlib import Path

import pytest

from tests.unit.load.made import SETTINGS
from tracing_sandbox.errors import SandboxError, WrongUsageError
from tracing_sandbox.load.recording.folder import RunFolder


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    folder = RunFolder(tmp_path)
    folder.write_settings(SETTINGS)
    folder.write_result({"verdict": "valid"})
    return folder


def test_file_that_cannot_be_written_leaves_the_one_before(
    folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill_up(_path: Path, text: str, **_: object) -> int:
        _path.write_bytes(text[:5].encode())
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "write_text", fill_up)
    with pytest.raises(SandboxError, match=r"Cannot write .*result\.json: No space left on device"):
        folder.write_result({"verdict": "another"})
    assert folder.read_result() == {"verdict": "valid"}
    assert {path.name for path in folder.path.iterdir()} == {"run.json", "result.json"}


def test_run_of_an_earlier_release_is_read(folder: RunFolder) -> None:
    text = folder.settings.read_text()
    folder.settings.write_text(text.replace(',\n  "mix_file": "",\n  "remote": false', ""))
    assert "remote" not in folder.settings.read_text()
    assert folder.read_settings() == SETTINGS


@pytest.mark.parametrize("text", ["", '{"verdict": ', "[1, 2]"])
def test_damaged_run_is_named_before_it_is_needed(folder: RunFolder, text: str) -> None:
    folder.require_whole()
    for path in (folder.result, folder.settings):
        before = path.read_text()
        path.write_text(text)
        with pytest.raises(WrongUsageError, match="cannot be read"):
            folder.require_whole()
        path.write_text(before)
