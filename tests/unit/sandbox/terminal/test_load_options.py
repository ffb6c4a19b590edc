"""What cannot be sent is refused in words, before anything is sent."""

from pathlib import Path

import pytest

from tracing_sandbox.errors import WrongUsageError
from tracing_sandbox.load.planning.arrivals import KINDS, MOST_ARRIVALS
from tracing_sandbox.load.planning.mix import default_mix
from tracing_sandbox.load.recording.folder import RunFolder, RunSettings
from tracing_sandbox.terminal.load_options import LoadOptions, read_wanted, require_alike


def ask(
    rate: float | None = None,
    duration: str | None = None,
    mix: Path | None = None,
    seed: int | None = 1,
    arrivals: str = "poisson",
    workers: int = 1,
    at_most: tuple[str, ...] = (),
) -> LoadOptions:
    return read_wanted(rate, duration, mix, seed, arrivals, workers, at_most)


def test_usual_run_is_short_and_a_ramp_climbs_higher() -> None:
    usual, ramp = ask(), ask(arrivals="ramp")
    assert (usual.rate, usual.duration_s, usual.kind) == (20, 30, "poisson")
    assert (ramp.rate, ramp.duration_s, len(ramp.steps)) == (180, 120, 12)
    assert ask(seed=None).seed != ask(seed=None).seed


@pytest.mark.parametrize("rate", [0, -1, 1e9, float("nan"), float("inf"), 1001])
def test_rate_that_cannot_be_sent_is_refused(rate: float) -> None:
    with pytest.raises(WrongUsageError, match="expected requests a second, above 0"):
        ask(rate)


@pytest.mark.parametrize("duration", ["", "0s", "10", "ten", "0.5s", "2h", "61m", "-5s", "1e9s"])
def test_duration_that_is_none_is_refused(duration: str) -> None:
    with pytest.raises(WrongUsageError, match="--duration"):
        ask(5, duration or "-")


def test_more_arrivals_than_jaeger_keeps_are_refused() -> None:
    with pytest.raises(WrongUsageError, match=f"expected 1 to {MOST_ARRIVALS:,}"):
        ask(1000, "60s")
    with pytest.raises(WrongUsageError, match="are 0 arrivals"):
        ask(0.01, "1s")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[journeys]\nbrowse = 0.5\n", "journeys: the shares add up to 0.5; expected 1"),
        ("[journeys]\nbrowze = 1\n", "did you mean browse"),
        ("[journeys]\norder = 1\n[scenarios]\nn-plus-on = 0.1\n", "Did you mean n-plus-one"),
        ("[journeys]\norder = 1\n[scenarios]\nn-plus-one = 1.5\n", "less than or equal to 1"),
        ("[journeys]\nbrowse = 1\n[scenarios]\nn-plus-one = 0.5\n", "no journey has one"),
        (
            "sold_out = 0.6\n[journeys]\norder = 1\n[scenarios]\nn-plus-one = 0.5\n",
            "add up to 1.1; above 1",
        ),
        ("[journeys]\norder = 1\n[at_most]\np59_ms = 3\n", "did you mean p99_ms"),
        ("journeys = 3\n", "journeys"),
        ("[journeys\n", "is no TOML"),
        ("[journey]\norder = 1\n", "Field required"),
    ],
)
def test_mix_that_does_not_hold_is_refused_by_its_place(
    tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "mix.toml"
    path.write_text(text)
    with pytest.raises(WrongUsageError) as refused:
        ask(mix=path)
    assert said in refused.value.what
    assert str(path) in refused.value.what


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds no arrival"),
        (b"1\n0.5\n", "line 2: '0.5' is no time from 1"),
        (b"soon\n", "line 1: 'soon' is no time from 0"),
        (b"nan\n", "line 1"),
        (b"99999\n", "line 1"),
        (b"\xff\xfe", "it is no text"),
    ],
)
def test_file_of_arrivals_that_is_none_is_refused_by_its_line(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "times.txt"
    path.write_bytes(content)
    with pytest.raises(WrongUsageError) as refused:
        ask(arrivals=str(path))
    assert said in refused.value.what


def test_file_of_arrivals_leaves_no_rate_open(tmp_path: Path) -> None:
    path = tmp_path / "times.txt"
    path.write_text("0\n0.5\n\n2\n")
    wanted = ask(arrivals=str(path))
    assert (wanted.times_s, wanted.duration_s, wanted.kind) == ([0, 0.5, 2], 2, None)
    assert wanted.rate == pytest.approx(1.5 * default_mix().requests_per_arrival)
    with pytest.raises(WrongUsageError, match="Leave --rate and --duration out"):
        ask(5, arrivals=str(path))
    with pytest.raises(WrongUsageError, match=", ".join(KINDS)):
        ask(arrivals="bursts")


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("p95=500", "did you mean p95_ms"),
        ("p95_ms", "is no number"),
        ("p95_ms=fast", "'fast' is no number"),
        ("lost=-1", "expected a number from 0"),
        ("p95_ms=inf", "expected a number from 0"),
    ],
)
def test_limit_that_is_none_is_refused(limit: str, said: str) -> None:
    with pytest.raises(WrongUsageError, match=said):
        ask(at_most=(limit,))


def test_limits_of_the_command_line_go_before_those_of_the_mix(tmp_path: Path) -> None:
    path = tmp_path / "mix.toml"
    path.write_text("[journeys]\norder = 1\n[at_most]\np95_ms = 3\nlost = 0\n")
    limits = ask(mix=path, at_most=("p95_ms=500",)).mix.at_most
    assert limits == {"p95_ms": 500, "lost": 0}


@pytest.mark.parametrize("workers", [0, -1, 17])
def test_number_of_workers_that_cannot_be_is_refused(workers: int) -> None:
    with pytest.raises(WrongUsageError, match="expected 1 to 16"):
        ask(workers=workers)


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_seed_that_is_none_is_refused(seed: int) -> None:
    with pytest.raises(WrongUsageError, match="no whole number"):
        ask(seed=seed)


def test_run_that_would_not_compare_is_refused_before_it_is_sent(tmp_path: Path) -> None:
    wanted = ask(5, "10s")
    folder = RunFolder(tmp_path)
    folder.write_settings(
        RunSettings("one", 1, 5, 10, "poisson", wanted.mix.model_dump(), workers=1)
    )
    require_alike(folder, ask(5, "10s", workers=2, at_most=("lost=0",)))
    with pytest.raises(WrongUsageError, match=r"rate .5.* before, 6"):
        require_alike(folder, ask(6, "10s"))
