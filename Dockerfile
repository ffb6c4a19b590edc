# `services` (the default): one image for frontend, inventory and thirdparty. `load`: Locust.
# Packages come from requirements.lock; one whose hash is not in it ends the build.

FROM ghcr.io/astral-sh/uv:0.13.9 AS uv

FROM python:3.13-slim AS packages
COPY --from=uv /uv /usr/local/bin/uv
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never VIRTUAL_ENV=/venv
WORKDIR /source
RUN uv venv --quiet /venv && printf '%s\n' tracing-sandbox sandbox-shared >ours.txt
COPY requirements.lock pyproject.toml ./
COPY services/pyproject.toml services/
COPY services/frontend_django/pyproject.toml services/frontend_django/
COPY services/inventory_flask/pyproject.toml services/inventory_flask/
COPY services/mock_thirdparty/pyproject.toml services/mock_thirdparty/

FROM packages AS services-packages
RUN --mount=type=cache,target=/root/.cache/uv \
    uv pip install --require-hashes --constraints requirements.lock --excludes ours.txt \
      --requirements pyproject.toml \
      --requirements services/pyproject.toml \
      --requirements services/frontend_django/pyproject.toml \
      --requirements services/inventory_flask/pyproject.toml \
      --requirements services/mock_thirdparty/pyproject.toml

FROM packages AS load-packages
RUN --mount=type=cache,target=/root/.cache/uv \
    uv pip install --require-hashes --constraints requirements.lock \
      --requirements pyproject.toml --extra load

# Ours apart from the packages: a change of code leaves their layer as it is.
FROM packages AS code
COPY README.md LICENSE ./
COPY tracing_sandbox tracing_sandbox
COPY services services
COPY loadtest loadtest
# Readable for the user below, also where the checkout is for nobody but its owner (umask 077).
RUN chmod -R a+rX .
RUN --mount=type=cache,target=/root/.cache/uv \
    uv pip install --quiet --no-deps --target /app \
      --require-build-hashes --build-constraints requirements.lock \
      . ./services services/frontend_django services/inventory_flask services/mock_thirdparty

FROM python:3.13-slim AS runtime
ENV PATH=/venv/bin:$PATH PYTHONPATH=/app PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 HOME=/tmp
# A new volume takes its owner from the folder that it is mounted on: the user of the Collector and
# of Jaeger too.
RUN install --directory --owner=10001 --group=10001 /var/lib/otelcol/queue /var/lib/jaeger
WORKDIR /app
USER 10001:10001

FROM runtime AS load
COPY --from=load-packages /venv /venv
COPY --from=code /app/tracing_sandbox tracing_sandbox
COPY --from=code /source/loadtest loadtest
# docker compose exec locust sandbox load
COPY --from=code /app/bin/sandbox /venv/bin/sandbox
ENV LOCUST_LOCUSTFILE=/app/loadtest/locustfile.py SANDBOX_IN_CONTAINER=1 SANDBOX_HOME=/tmp/sandbox
ENTRYPOINT ["locust"]

FROM runtime AS services
COPY --from=services-packages /venv /venv
COPY --from=code /app .
# docker compose exec frontend sandbox order
COPY --from=code /app/bin/sandbox /venv/bin/sandbox
ENV SANDBOX_IN_CONTAINER=1
