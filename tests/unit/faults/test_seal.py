"""Tokens in place of names."""

import pytest

from tracing_sandbox.faults.catalogue import SCENARIOS
from tracing_sandbox.faults.seal import BrokenSealError, Seal, is_sealed

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
