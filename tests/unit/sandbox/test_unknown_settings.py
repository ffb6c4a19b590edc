"""A variable that nobody reads is named, with the setting that was meant."""

import pytest

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.unknown_settings import KNOWN, find_unknown, require_no_slip


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("SANDBOX_THIRDPARTY_LATENCY", "SANDBOX_THIRDPARTY_LATENCY_MS"),
        ("SANDBOX_FRONTENDPORT", "SANDBOX_FRONTEND_PORT"),
        ("SANDBOX_JAEGER_PROT", "SANDBOX_JAEGER_PORT"),
        ("SANDBOX_SECOND_OTLP_HEADER", "SANDBOX_SECOND_OTLP_HEADERS"),
        ("sandbox_home", "SANDBOX_HOME"),
        ("Sandbox_Slow_Ms", "SANDBOX_SLOW_MS"),
    ],
)
def test_setting_that_is_misspelt_is_refused_with_the_one_that_was_meant(
    name: str, meant: str
) -> None:
    with pytest.raises(SandboxError) as caught:
        require_no_slip({name: "1", "SANDBOX_HOST": "127.0.0.1"})
    assert caught.value.what == f"{name} is no setting. Did you mean {meant}?"
    assert "docs/settings.md" in caught.value.next_step


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("SANDBOX_DEBUG", "SANDBOX_DEBUG is no setting: nobody here reads it."),
        ("SANDBOX_SECRET", "SANDBOX_SECRET is no setting. Did you mean SANDBOX_SECRET_KEY?"),
    ],
)
def test_variable_of_another_program_is_named_and_not_refused(name: str, said: str) -> None:
    environ = {name: "1"}
    require_no_slip(environ)
    assert [str(unknown) for unknown in find_unknown(environ)] == [said]


def test_settings_and_what_is_empty_or_not_ours_are_not_named() -> None:
    environ = dict.fromkeys(KNOWN, "1")
    assert (
        find_unknown({**environ, "SANDBOX_FRONTEND_PROT": "", "HOME": "/", "XSANDBOX_A": "1"}) == []
    )
