"""`sandbox puzzle`: played at a terminal, and by a script."""

import os
import pty
import re
import select
import subprocess
import time
from contextlib import suppress

from tracing_sandbox.faults.catalogue import find_scenario
from tracing_sandbox.faults.puzzle import QUESTION, SERVICES, causes, choose
from tracing_sandbox.running.trial import COMMAND, TrialSandbox

SEED = 4
(NAME,) = choose(SEED)
FAULT = find_scenario(NAME)
RIGHT = f"{FAULT.acts_in}:{NAME}"
ID = re.compile(r"puzzle --id ([0-9a-f-]{36})")
LONGEST_S = 120


def play(sandbox: TrialSandbox, *words: str) -> "subprocess.CompletedProcess[str]":
    return sandbox.run("puzzle", *words)


def test_script_sees_the_trace_and_how_to_answer_then_answers(sandbox: TrialSandbox) -> None:
    shown = play(sandbox, "--seed", str(SEED))
    found = ID.search(shown.stderr)
    assert found, shown.stderr
    wrong = play(sandbox, "--id", found[1], "--answer", f"frontend:{NAME}")
    right = play(sandbox, "--id", found[1], "--answer", RIGHT)

    assert [each.returncode for each in (shown, wrong, right)] == [2, 1, 0]
    assert shown.stdout.startswith(f"{QUESTION}\n\nservice ")
    assert "There is no terminal to ask at." in shown.stderr
    assert FAULT.title not in shown.stdout + shown.stderr + wrong.stdout + wrong.stderr
    assert "the service is wrong, the cause is right" in wrong.stdout
    assert right.stdout.startswith(f"Right.\n\n{FAULT.title}, in {FAULT.acts_in}\n")
    for told in (FAULT.shows, FAULT.teaches, FAULT.mend):
        assert told in right.stdout


def test_script_plays_at_once_by_seed_and_answer(sandbox: TrialSandbox) -> None:
    played = play(sandbox, "--seed", str(SEED), "--player", "Script", "--answer", RIGHT)

    assert played.returncode == 0, played.stderr
    assert "Right." in played.stdout


def test_wrong_answer_places_no_order(sandbox: TrialSandbox) -> None:
    refused = play(sandbox, "--answer", "inventory:slow")

    assert refused.returncode == 2
    assert "There is no cause 'slow'. There are: slow-third-party" in refused.stderr
    assert "confirmed" not in refused.stderr


def test_id_of_no_puzzle_is_told(sandbox: TrialSandbox) -> None:
    unknown = "00000000-0000-4000-8000-000000000000"
    refused = play(sandbox, "--id", unknown, "--answer", RIGHT)

    assert refused.returncode == 2
    assert "There is no such puzzle. Begin a new one." in refused.stderr


def test_player_at_a_terminal_is_asked_until_it_is_right(sandbox: TrialSandbox) -> None:
    service = SERVICES.index(FAULT.acts_in) + 1
    cause = [each.name for each in causes()].index(NAME) + 1
    other = cause % len(causes()) + 1
    answers = ["99", f"{service}", f"{other}", f"{service}", f"{cause}"]

    code, said = at_terminal(sandbox, answers, "--seed", str(SEED))

    assert code == 0
    assert "the service is right, the cause is wrong" in said
    assert said.index("Right.") < said.index(FAULT.shows[:20])


def test_player_at_a_terminal_gives_up(sandbox: TrialSandbox) -> None:
    code, said = at_terminal(sandbox, ["q"], "--seed", str(SEED))

    assert code == 1
    assert FAULT.title in said


def at_terminal(sandbox: TrialSandbox, answers: list[str], *words: str) -> tuple[int, str]:
    """Play at a terminal; return the exit code, and all that was shown."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "puzzle", *words],
        env={**sandbox.whole_environment(), "COLUMNS": "200", "NO_COLOR": "1"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    said, deadline = "", time.monotonic() + LONGEST_S
    with suppress(OSError):  # Linux ends the other side of a terminal with EIO.
        while time.monotonic() < deadline:
            if not select.select([ours], [], [], 1)[0]:
                continue
            piece = os.read(ours, 4096).decode(errors="replace")
            if not piece:
                break
            said += piece
            if said.endswith("to give up: ") and answers:
                os.write(ours, f"{answers.pop(0)}\n".encode())
    os.close(ours)
    return process.wait(LONGEST_S), said
