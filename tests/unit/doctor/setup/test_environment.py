"""The variables of several services: each that cannot work is named, with where it was set."""

import pytest

from tracing_sandbox.doctor.setup.check import Check
from tracing_sandbox.doctor.setup.environment import check_environment
from tracing_sandbox.doctor.setup.exporting import Exporting, exports_otlp, read_exporting

FINE = [
    Check("SDK", "well", "Spans are made in front and shelf."),
    Check("Exporters", "well", "Spans leave front and shelf by OTLP."),
    Check("Samplers", "well", "parentbased_always_on in front and shelf."),
    Check("Propagators", "well", "baggage,tracecontext in front and shelf."),
]


def check(front: dict[str, str], shelf: dict[str, str]) -> list[Check]:
    """What is not well where two services have these variables."""
    checks = check_environment({"front": front, "shelf": shelf})
    return [each for each in checks if each.state != "well"]


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"OTEL_SDK_DISABLED": "false", "OTEL_TRACES_EXPORTER": "", "OTEL_PROPAGATORS": ""},
        {"OTEL_PROPAGATORS": "baggage, tracecontext", "OTEL_TRACES_EXPORTER": "otlp"},
        {"OTEL_TRACES_SAMPLER": "parentbased_always_on"},
    ],
)
def test_what_is_usual_is_well(told: dict[str, str]) -> None:
    assert list(check_environment({"front": told, "shelf": {}})) == FINE


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"OTEL_SDK_DISABLED": "True"}, "OTEL_SDK_DISABLED=true in shelf: no span is made there."),
        (
            {"OTEL_TRACES_EXPORTER": "console,none"},
            "OTEL_TRACES_EXPORTER=console,none in shelf: no span leaves by OTLP.",
        ),
        (
            {"OTEL_TRACES_SAMPLER": "always_off"},
            "always_off in shelf: no trace that begins there is kept.",
        ),
        (
            {"OTEL_TRACES_SAMPLER": "parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0"},
            "parentbased_traceidratio=0 in shelf: no trace that begins there is kept.",
        ),
        (
            {"OTEL_TRACES_SAMPLER": "traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0.1"},
            "parentbased_always_on in front; traceidratio=0.1 in shelf: "
            "each decides for itself, whatever its caller decided.",
        ),
        (
            {"OTEL_PROPAGATORS": "b3"},
            "baggage,tracecontext in front; b3 in shelf: one does not read what another writes.",
        ),
    ],
)
def test_what_cannot_work_in_one_service_is_named(told: dict[str, str], said: str) -> None:
    (found,) = check({}, told)
    assert (found.state, found.said) == ("wrong", said)
    assert found.to_do


@pytest.mark.parametrize("propagators", ["none", "baggage"])
def test_propagators_that_carry_no_trace_are_wrong_everywhere(propagators: str) -> None:
    told = {"OTEL_PROPAGATORS": propagators}
    (found,) = check(told, told)
    assert found.said == (
        f"{propagators} in front and shelf: no trace goes from one service to another."
    )


@pytest.mark.parametrize(
    "told",
    [
        {"OTEL_TRACES_SAMPLER": "traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0.1"},
        {"OTEL_TRACES_SAMPLER": "parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0.5"},
        {"OTEL_TRACES_SAMPLER": "always_on"},
        {"OTEL_PROPAGATORS": "b3multi"},
    ],
)
def test_what_all_services_agree_on_is_well(told: dict[str, str]) -> None:
    assert check(told, told) == []


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, Exporting("http/protobuf", "http://localhost:4318/v1/traces")),
        (
            {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://a:1/"},
            Exporting("http/protobuf", "http://a:1/v1/traces"),
        ),
        (
            {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://a:1/x"},
            Exporting("http/protobuf", "http://a:1/x"),
        ),
        ({"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, Exporting("grpc", "http://localhost:4317")),
        (
            {
                "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": "grpc",
                "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
                "OTEL_EXPORTER_OTLP_ENDPOINT": "http://a:1",
            },
            Exporting("grpc", "http://a:1"),
        ),
    ],
)
def test_exporting_is_read_as_an_sdk_reads_it(environ: dict[str, str], expected: Exporting) -> None:
    assert read_exporting(environ) == expected


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, True),
        ({"OTEL_TRACES_EXPORTER": "console, otlp"}, True),
        ({"OTEL_TRACES_EXPORTER": "none"}, False),
        ({"OTEL_SDK_DISABLED": "true"}, False),
    ],
)
def test_receiver_is_asked_only_for_who_sends(environ: dict[str, str], expected: bool) -> None:
    assert exports_otlp(environ) == expected
