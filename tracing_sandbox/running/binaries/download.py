"""Fetch a release's files, from where an earlier download stopped; `archive` checks them."""

import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path

import requests

from tracing_sandbox.running.binaries.errors import AttemptError

CONNECT_SECONDS = 3.0
READ_SECONDS = 20.0
ANSWER_SECONDS = 6.0
CHUNK = 1 << 16
TRIES = 4

OnBytes = Callable[[int, int | None], None]


def fetch_text(url: str) -> str:
    """Return a small text file.

    Gives up after a few seconds, looking up the host's name included, so that a closed network
    costs no more. Raises AttemptError.
    """
    answers: queue.Queue[str | requests.RequestException] = queue.Queue()

    def fetch() -> None:
        try:
            answers.put(get_text(url))
        except requests.RequestException as error:
            answers.put(error)

    # A thread, since a name lookup has no deadline of its own; daemon, so that none waits for it.
    threading.Thread(target=fetch, daemon=True).start()
    try:
        answer = answers.get(timeout=ANSWER_SECONDS)
    except queue.Empty:
        raise AttemptError(f"{url}: no answer in {ANSWER_SECONDS:.0f} s") from None
    if isinstance(answer, str):
        return answer
    raise AttemptError(f"{url}: {reason(answer)}") from answer


def get_text(url: str) -> str:
    """Return a URL's text, or raise what requests raises."""
    response = requests.get(url, timeout=(CONNECT_SECONDS, READ_SECONDS))
    response.raise_for_status()
    return response.text


def fetch_file(url: str, file: Path, seconds: float, on_bytes: OnBytes) -> None:
    """Complete a file that may be there in part, trying again where the line breaks.

    What has arrived is kept on failure. Raises AttemptError.
    """
    deadline = time.monotonic() + seconds
    for tries_left in reversed(range(TRIES)):
        try:
            append(url, file, deadline, on_bytes)
        except requests.RequestException as error:
            if not tries_left or is_refusal(error):
                raise AttemptError(f"{url}: {reason(error)}") from error
        else:
            return


def append(url: str, file: Path, deadline: float, on_bytes: OnBytes) -> None:
    """Ask for the bytes that are missing and write them to the end of the file."""
    have = file.stat().st_size if file.exists() else 0
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    with requests.get(
        url, headers=headers, stream=True, timeout=(CONNECT_SECONDS, READ_SECONDS)
    ) as response:
        if response.status_code == requests.codes.requested_range_not_satisfiable and have:
            return  # nothing is missing, or it is another file: the checksum tells
        response.raise_for_status()
        write(response, file, have, deadline, on_bytes)


def write(
    response: requests.Response, file: Path, have: int, deadline: float, on_bytes: OnBytes
) -> None:
    """Write an answer's body; one that ignored the range is written from the start."""
    if response.status_code != requests.codes.partial_content:
        have = 0
    length = response.headers.get("Content-Length")
    total = have + int(length) if length else None
    with file.open("ab" if have else "wb") as target:
        for chunk in response.iter_content(CHUNK):
            have += target.write(chunk)
            on_bytes(have, total)
            if time.monotonic() > deadline:
                raise AttemptError(f"{response.url}: too slow, {have} bytes so far are kept")
    if total is not None and have < total:
        raise requests.ConnectionError(f"ended after {have} of {total} bytes")


def is_refusal(error: requests.RequestException) -> bool:
    """Tell an answer that another try would not change, such as 404, from a broken line."""
    return error.response is not None and error.response.status_code < 500


def reason(error: requests.RequestException) -> str:
    """Say in a few words what went wrong."""
    if error.response is not None:
        return f"HTTP {error.response.status_code} {error.response.reason}"
    if isinstance(error, requests.ConnectTimeout):
        return f"no connection in {CONNECT_SECONDS:.0f} s"
    if isinstance(error, requests.ReadTimeout):
        return f"nothing arrived for {READ_SECONDS:.0f} s"
    return root_cause(error)


def root_cause(error: BaseException) -> str:
    """Return the innermost message: requests wraps "connection refused" three times over."""
    cause = getattr(error.args[0], "reason", error.args[0]) if error.args else error
    return str(cause).rsplit(": ", 1)[-1]
