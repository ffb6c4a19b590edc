"""The recipes in containers, each by its setting."""

from tests.compose.container_sandbox import ContainerSandbox
from tests.e2e.shop import Shop
from tests.e2e.traces_of import whole_trace
from tracing_sandbox.traces.jaeger.client import JaegerClient

RETENTION = {"SANDBOX_JAEGER_CONFIG": "docs/recipes/retention.yaml"}


def test_recipe_takes_the_place_of_the_collectors_configuration(
    containers: ContainerSandbox, jaeger: JaegerClient
) -> None:
    try:
        containers.up(SANDBOX_COLLECTOR_CONFIG="docs/recipes/attributes.yaml")
        trace_id = Shop(containers.frontend_url).order().json()["trace_id"]
        trace = whole_trace(jaeger, trace_id)
    finally:
        containers.up()
    assert {span.attributes["app.region"] for span in trace.spans} == {"eu-1"}


def test_retention_keeps_traces_over_a_new_container_of_jaeger(
    containers: ContainerSandbox, jaeger: JaegerClient
) -> None:
    try:
        containers.up(**RETENTION)
        trace_id = Shop(containers.frontend_url).order().json()["trace_id"]
        before = whole_trace(jaeger, trace_id)
        again = ("--detach", "--wait", "--force-recreate", "--no-deps", "jaeger", "tracing-health")
        containers.compose("up", *again, **RETENTION)
        after = whole_trace(jaeger, trace_id)
    finally:
        containers.up()
    assert {span.span_id for span in after.spans} == {span.span_id for span in before.spans}
