"""Take a tool from its official release archive: `download` fetches it, this checks and unpacks."""

import hashlib
import re
import shutil
import tarfile
from pathlib import Path

from tracing_sandbox.running.binaries.download import fetch_file, fetch_text
from tracing_sandbox.running.binaries.errors import AttemptError
from tracing_sandbox.running.binaries.progress import Progress, Report
from tracing_sandbox.running.binaries.settings import BinarySettings
from tracing_sandbox.running.binaries.tool import Platform, Tool

DOWNLOAD_SECONDS = 30 * 60


def fetch_release(
    tool: Tool, target: Platform, settings: BinarySettings, binary: Path, report: Report
) -> None:
    """Write the release's binary to a path.

    An archive that does not match its checksum is deleted. Raises AttemptError.
    """
    archive = tool.archive
    base = f"{settings.releases_url}/{{}}"
    name = archive.fill(archive.file, target)
    checksums = archive.fill(archive.checksums, target)
    report(Progress(tool.name, f"asking for release {archive.version}"))
    expected = checksum_of(name, fetch_text(base.format(archive.path(checksums))), checksums)
    file = settings.cache / "downloads" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    download(tool, base.format(archive.path(name)), file, expected, report)
    report(Progress(tool.name, f"checking and unpacking {name}"))
    check(file, expected, checksums)
    unpack(file, archive.fill(archive.member, target), binary)
    file.unlink()


def download(tool: Tool, url: str, file: Path, expected: str, report: Report) -> None:
    """Download an archive under the eyes of the user; a resumed one that is damaged, once more."""

    def on_bytes(done: int, total: int | None) -> None:
        report(Progress(tool.name, f"downloading release {tool.archive.version}", done, total))

    resumed = file.exists()
    fetch_file(url, file, DOWNLOAD_SECONDS, on_bytes)
    if resumed and digest_of(file) != expected:
        file.unlink()
        fetch_file(url, file, DOWNLOAD_SECONDS, on_bytes)


def checksum_of(name: str, listing: str, source: str) -> str:
    """Return the SHA-256 sum that a listing in the format of `sha256sum` gives for a file."""
    for line in listing.splitlines():
        found = re.fullmatch(r"([0-9a-f]{64}) [ *](.+)", line.strip())
        if found and found[2] == name:
            return found[1]
    raise AttemptError(f"{source} of the release does not list {name}")


def check(file: Path, expected: str, source: str) -> None:
    """Compare a file with its checksum, and delete it if it is another one."""
    found = digest_of(file)
    if found != expected:
        file.unlink()
        raise AttemptError(
            f"{file.name} has the wrong checksum and was deleted: "
            f"SHA-256 {found}, but {source} says {expected}"
        )


def digest_of(file: Path) -> str:
    """Return a file's SHA-256 sum."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def unpack(file: Path, member: str, binary: Path) -> None:
    """Take one program out of an archive."""
    try:
        with tarfile.open(file) as archive:
            content = archive.extractfile(member)
            if content is None:
                raise KeyError(member)
            with binary.open("wb") as target:
                shutil.copyfileobj(content, target)
    except (KeyError, tarfile.TarError, EOFError) as error:
        raise AttemptError(f"{file.name} holds no readable {member}") from error
    binary.chmod(0o755)
