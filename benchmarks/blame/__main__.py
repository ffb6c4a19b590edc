"""The command line of the benchmark; see the package's own words."""

import argparse
import json
import sys
from pathlib import Path

from benchmarks.blame.entrants import ENTRANTS, answer
from benchmarks.blame.grading import Grades, WrongAnswersError, grade
from benchmarks.blame.writing import write


def main() -> None:
    """Write, answer or grade."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.blame")
    commands = parser.add_subparsers(dest="command", required=True)
    writing = commands.add_parser("write", help="write traces and the sealed truth")
    writing.add_argument("folder", type=Path)
    writing.add_argument("--count", type=int, default=60)
    writing.add_argument("--seed", type=int, default=1)
    answering = commands.add_parser("answer", help="let one of ours answer")
    answering.add_argument("folder", type=Path)
    answering.add_argument("--by", choices=ENTRANTS, default="judge")
    grading = commands.add_parser("grade", help="grade answers; without any, those of all of ours")
    grading.add_argument("folder", type=Path)
    grading.add_argument("answers", type=Path, nargs="?")
    options = parser.parse_args()
    try:
        run(options)
    except (WrongAnswersError, OSError, json.JSONDecodeError) as error:
        sys.exit(f"Error: {error}")


def run(options: argparse.Namespace) -> None:
    """Do what was asked for."""
    if options.command == "write":
        write(options.folder, options.count, options.seed)
    elif options.command == "answer":
        print(json.dumps(answer(options.folder, options.by), indent=1))
    else:
        print_grades(options.folder, options.answers)


def print_grades(folder: Path, answers: Path | None) -> None:
    """Print a line for each entrant."""
    print(f"{'':16}{'service':>12}{'cause':>12}{'time':>12}{'false alarms':>16}")
    if answers:
        print_line(answers.stem, grade(folder, json.loads(answers.read_text())))
        return
    for name in ENTRANTS:
        print_line(name, grade(folder, answer(folder, name)))


def print_line(name: str, grades: Grades) -> None:
    """Print how many of an entrant's answers were right."""
    of = f"/{grades.traces}"
    print(
        f"{name:16}{f'{grades.service}{of}':>12}{f'{grades.cause}{of}':>12}"
        f"{f'{grades.time}{of}':>12}{f'{grades.false_alarms}/{grades.healthy}':>16}"
    )


if __name__ == "__main__":
    main()
