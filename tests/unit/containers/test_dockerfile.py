import re
import tomllib

from tests.unit.containers.compose_file import PROJECT

DOCKERFILE = (PROJECT / "Dockerfile").read_text()
STAGE = re.compile(r"^FROM (?P<base>\S+) AS (?P<name>\S+)\n(?P<body>.*?)(?=^FROM |\Z)", re.M | re.S)
STAGES = {found["name"]: found for found in STAGE.finditer(DOCKERFILE)}
FINAL = ("load", "services")


def test_images_end_as_a_user_that_is_not_root() -> None:
    users = re.findall(r"^USER (\S+)$", STAGES["runtime"]["body"], re.M)
    assert users == ["10001:10001"]
    for name in FINAL:
        assert STAGES[name]["base"] == "runtime"
        assert "USER" not in STAGES[name]["body"]


def test_default_image_is_that_of_the_services() -> None:
    assert list(STAGES)[-1] == "services"


def test_packages_are_installed_with_hashes_and_code_after_them() -> None:
    installs = re.findall(r"uv pip install (.+?)(?=\n\n|\Z)", DOCKERFILE, re.S)
    assert len(installs) == 3
    for install in installs:
        assert "--require-hashes" in install or "--require-build-hashes" in install
        assert "requirements.lock" in install
    for name in FINAL:
        copies = re.findall(r"^COPY (?:--from=(\S+) )?", STAGES[name]["body"], re.M)
        assert copies[0] == f"{name}-packages"


def test_uv_is_the_locked_one() -> None:
    locked = re.search(r"^uv==(\S+)", (PROJECT / "requirements.lock").read_text(), re.M)
    assert locked
    assert STAGES["uv"]["base"] == f"ghcr.io/astral-sh/uv:{locked[1]}"


def test_every_package_of_ours_is_copied() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())
    found = project["tool"]["setuptools"]["packages"]["find"]["include"]
    packages = {pattern.removesuffix("*") for pattern in found}
    copied = set(re.findall(r"^COPY (\w+) \1$", STAGES["code"]["body"], re.M))
    assert copied == packages | {"services", "loadtest"}


def test_build_context_holds_only_what_is_copied() -> None:
    lines = (PROJECT / ".dockerignore").read_text().splitlines()
    let_in = {line.removeprefix("!") for line in lines if line.startswith("!")}
    sources = re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.M)
    copied = {source.split("/")[0] for line in sources for source in line.split()[:-1]}
    assert "*" in lines
    assert let_in == copied


def test_what_is_copied_is_made_readable_before_it_is_installed() -> None:
    code = STAGES["code"]["body"]
    assert code.rindex("\nCOPY ") < code.index("RUN chmod -R a+rX .") < code.index("uv pip install")
    for name in FINAL:
        copies = re.findall(r"^COPY (.+)$", STAGES[name]["body"], re.M)
        assert [copy for copy in copies if not copy.startswith("--from=")] == []


def test_image_of_the_services_has_the_tool_and_says_that_it_is_one() -> None:
    body = STAGES["services"]["body"]
    assert "COPY --from=code /app/bin/sandbox /venv/bin/sandbox" in body
    assert "ENV SANDBOX_IN_CONTAINER=1" in body
