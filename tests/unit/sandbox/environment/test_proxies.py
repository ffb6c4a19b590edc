"""What the parts are told about proxies: our own addresses go past them, and nothing else new."""

import pytest

from tracing_sandbox.running.environment.proxies import without_proxy


@pytest.mark.parametrize(
    ("environ", "spared"),
    [
        ({}, "localhost,127.0.0.1,::1,10.0.0.7"),
        ({"no_proxy": "a.example, localhost"}, "a.example,localhost,127.0.0.1,::1,10.0.0.7"),
        ({"NO_PROXY": "b.example"}, "b.example,localhost,127.0.0.1,::1,10.0.0.7"),
        ({"no_proxy": "a", "NO_PROXY": "b,a"}, "a,b,localhost,127.0.0.1,::1,10.0.0.7"),
        ({"no_proxy": "*"}, "*"),
        ({"NO_PROXY": "a.example,*"}, "*"),
    ],
)
def test_own_addresses_are_spared_beside_those_that_are_already(
    environ: dict[str, str], spared: str
) -> None:
    assert without_proxy(environ, "10.0.0.7") == {"no_proxy": spared, "NO_PROXY": spared}
