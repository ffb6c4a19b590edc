"""What is special about the sandbox in containers: rights, databases, and the order to stop."""

import json

from tests.compose.container_sandbox import ContainerSandbox, docker
from tests.e2e.shop import Shop
from tests.e2e.traces_of import wait_for_whole_traces, whole_trace
from tracing_sandbox.traces.jaeger.client import JaegerClient

RUNNING = {
    "collector",
    "frontend",
    "inventory",
    "jaeger",
    "postgres",
    "thirdparty",
    "tracing-health",
}


def users_of(container: str) -> set[str]:
    """Return the users that the processes of a container run as.

    Docker runs the check of PostgreSQL's health as root: it is over by the second look.
    """
    lasting = processes_of(container) & processes_of(container)
    return {process.split()[1] for process in lasting}


def processes_of(container: str) -> set[str]:
    return set(docker("top", container, "-eo", "pid,uid").splitlines()[1:])


def test_no_process_runs_as_root(containers: ContainerSandbox) -> None:
    found = containers.containers()
    users = {name: users_of(found[name]) for name in found}
    assert set(users) == RUNNING
    assert [name for name in users if users[name] & {"0", "root"}] == []


def test_no_service_can_write_to_its_image(containers: ContainerSandbox) -> None:
    write = "open('/app/mark', 'w')"
    for name in ("frontend", "inventory", "thirdparty"):
        tried = containers.try_compose("exec", "-T", name, "python", "-c", write)
        assert "Read-only file system" in tried.stderr


def test_no_service_may_enter_the_others_database(containers: ContainerSandbox) -> None:
    command = ("exec", "-T", "frontend", "python", "-c")
    connect = "import psycopg; psycopg.connect('postgresql://frontend@postgres/{}')"
    tried = containers.try_compose(*command, connect.format("inventory"))
    assert containers.try_compose(*command, connect.format("frontend")).returncode == 0
    assert 'permission denied for database "inventory"' in tried.stderr


def test_order_shows_the_statements_of_both_databases(
    containers: ContainerSandbox, jaeger: JaegerClient
) -> None:
    trace = whole_trace(jaeger, Shop(containers.frontend_url).order().json()["trace_id"])
    databases = {
        (span.service, span.attributes["db.system.name"], span.attributes["db.namespace"])
        for span in trace.spans
        if "db.query.text" in span.attributes
    }
    assert databases == {
        ("frontend", "postgresql", "frontend"),
        ("inventory", "postgresql", "inventory"),
    }


def test_services_send_their_last_spans_when_they_are_stopped(
    containers: ContainerSandbox, jaeger: JaegerClient
) -> None:
    shop = Shop(containers.frontend_url)
    trace_ids = [shop.order().json()["trace_id"] for _ in range(10)]
    try:
        containers.compose("stop", "frontend", "inventory", "thirdparty")
        assert len(wait_for_whole_traces(jaeger, trace_ids)) == len(trace_ids)
    finally:
        containers.up()


def test_every_container_has_a_limit_of_memory_and_of_cores(containers: ContainerSandbox) -> None:
    form = "{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}}"
    ids = containers.containers().values()
    limits = [docker("inspect", "--format", form, one).split() for one in ids]
    assert [one for one in limits if "0" in one] == []


def test_no_container_was_ended_for_its_memory(containers: ContainerSandbox) -> None:
    ids = containers.containers().values()
    killed = [docker("inspect", "--format", "{{.State.OOMKilled}}", one).strip() for one in ids]
    assert set(killed) == {"false"}


def test_ports_are_published_on_the_address_that_is_set(containers: ContainerSandbox) -> None:
    told = json.loads(containers.compose("config", "--format", "json", SANDBOX_HOST="127.0.0.2"))
    ports = [port for one in told["services"].values() for port in one.get("ports", [])]
    assert {port["host_ip"] for port in ports} == {"127.0.0.2"}
    shop = containers.frontend_url.replace("127.0.0.1", "127.0.0.2")
    environment = told["services"]["frontend"]["environment"]
    assert environment["SANDBOX_FRONTEND_PUBLIC_URL"] == shop
    assert environment["SANDBOX_HOST"] == "0.0.0.0"
