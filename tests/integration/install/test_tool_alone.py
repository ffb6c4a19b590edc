"""What somebody gets who installs the tool alone: one import name, and traces explained."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[3]
BUILD_S = 120
# Nothing of these is a dependency of what explains traces.
ABSENT = [
    *("django", "flask", "gunicorn", "opentelemetry", "pydantic"),
    *("requests", "rich", "telemetry", "typer", "web"),
]
EXPLAIN = f"""
import sys
sys.modules.update(dict.fromkeys({ABSENT!r}))
from tracing_sandbox.traces import explain, read_trace_file
from pathlib import Path
(trace,) = read_trace_file(Path(sys.argv[1])).traces
print(explain(trace).answer)
"""
TRACE = """{"resourceSpans": [{"scopeSpans": [{"spans": [{
  "traceId": "0af7651916cd43dd8448eb211c80319c", "spanId": "b7ad6b7169203331", "name": "brew",
  "startTimeUnixNano": "1000000000", "endTimeUnixNano": "3000000000"}]}]}]}"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tool as it is published."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "tracing_sandbox"):
        (source / name).symlink_to(PROJECT / name)
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"),
            *("--wheel-dir", str(folder), str(source)),
        ],
        check=True,
        timeout=BUILD_S,
    )
    return next(folder.glob("*.whl"))


def test_one_import_name_lands_in_the_environment(wheel: Path) -> None:
    names = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {name for name in names if not name.endswith(".dist-info")} == {"tracing_sandbox"}


def test_pages_and_manifests_are_in_it(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for file in (PROJECT / "tracing_sandbox").rglob("*"):
        name = file.relative_to(PROJECT).as_posix()
        if file.is_file() and "__pycache__" not in name:
            assert name in names


def test_traces_are_explained_without_anything_else(wheel: Path, tmp_path: Path) -> None:
    file = tmp_path / "trace.json"
    file.write_text(TRACE)
    said = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            "-c",
            f"import sys; sys.path.insert(0, {str(wheel)!r})\n{EXPLAIN}",
            file,
        ],
        capture_output=True,
        text=True,
        timeout=BUILD_S,
        check=False,
    )
    assert (said.returncode, said.stderr) == (0, "")
    assert "brew" in said.stdout
