"""Tokens in place of names."""

import pytest

from tracing_sandbox.faults.catalogue import SCENARIOS
from tracing_sandbox.faults.seal import BrokenSealError, Seal, is_known, is_sealed

SEAL = Seal("a key", SCENARIOS)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_token_opens_to_its_name(name: str) -> None:
    token = SEAL.close(name)

    assert is_sealed(token)
    assert SEAL.open(token) == name


@pytest.mark.parametrize("token", ["~", "~00000000", "~" + "0" * 24, "~é" * 12])
def test_what_was_never_sealed_does_not_open(token: str) -> None:
    with pytest.raises(BrokenSealError):
        SEAL.open(token)


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(BrokenSealError):
        Seal("another", SCENARIOS).open(SEAL.close("slow-third-party"))


def test_token_tells_whether_its_holder_knows_the_name() -> None:
    seal = Seal("a key", ["slow"])
    chosen, hidden = seal.close("slow", known=True), [seal.close("slow") for _ in range(50)]

    assert (seal.open(chosen), is_known(chosen), is_known("slow")) == ("slow", True, True)
    assert not any(map(is_known, hidden))
    with pytest.raises(BrokenSealError):
        seal.open(f"~0{hidden[0][2:]}")
