"""The `OTEL_*` variables of several services, judged: each alone, and beside the others."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from tracing_sandbox.doctor.setup.check import Check, well, wrong
from tracing_sandbox.doctor.setup.exporting import Environ, exporters, is_disabled

Environs = Mapping[str, Environ]
DEFAULT_PROPAGATORS = "tracecontext,baggage"
DEFAULT_SAMPLER = "parentbased_always_on"
ALWAYS_OFF = ("always_off", "parentbased_always_off")
PARENT_BASED = "parentbased_"
RATIO = "traceidratio"


def check_environment(environs: Environs) -> Sequence[Check]:
    """Check what the services were started with; one row for each kind of setting."""
    rows = (check_switch, check_exporters, check_samplers, check_propagators)
    return [row(environs) for row in rows]


def check_switch(environs: Environs) -> Check:
    """Check that nobody has switched the SDK off."""
    off = [service for service, environ in environs.items() if is_disabled(environ)]
    if off:
        said = f"OTEL_SDK_DISABLED=true in {named(off)}: no span is made there."
        return wrong("SDK", said, f"Unset OTEL_SDK_DISABLED and restart {named(off)}.")
    return well("SDK", f"Spans are made in {named(environs)}.")


def check_exporters(environs: Environs) -> Check:
    """Check that spans leave by OTLP."""
    others = by_value(environs, lambda environ: ",".join(exporters(environ)))
    lacking = {value: names for value, names in others.items() if "otlp" not in value.split(",")}
    if lacking:
        said = "; ".join(f"OTEL_TRACES_EXPORTER={v} in {named(n)}" for v, n in lacking.items())
        to_do = "Set OTEL_TRACES_EXPORTER=otlp there, or unset it, and restart."
        return wrong("Exporters", f"{said}: no span leaves by OTLP.", to_do)
    return well("Exporters", f"Spans leave {named(environs)} by OTLP.")


def check_samplers(environs: Environs) -> Check:
    """Check that traces are kept, and by all services or by none."""
    found = by_value(environs, sampler)
    for value, services in found.items():
        if is_off(value):
            said = f"{value} in {named(services)}: no trace that begins there is kept."
            return wrong(
                "Samplers", said, f"Unset OTEL_TRACES_SAMPLER and restart {named(services)}."
            )
    deaf = [value for value in found if not value.startswith(PARENT_BASED)]
    if deaf and len(found) > 1:
        said = f"{tell(found)}: each decides for itself, whatever its caller decided."
        return wrong("Samplers", said, "Use the sampler's form that begins with parentbased_.")
    return well("Samplers", f"{tell(found)}.")


def sampler(environ: Environ) -> str:
    """Return the sampler with its argument."""
    name = environ.get("OTEL_TRACES_SAMPLER") or DEFAULT_SAMPLER
    argument = environ.get("OTEL_TRACES_SAMPLER_ARG") if name.endswith(RATIO) else ""
    return f"{name}={argument}" if argument else name


def is_off(value: str) -> bool:
    """Tell whether a sampler keeps no trace that begins with it."""
    name, _, argument = value.partition("=")
    try:
        return name in ALWAYS_OFF or (name.endswith(RATIO) and float(argument or 1) == 0)
    except ValueError:
        return False


def check_propagators(environs: Environs) -> Check:
    """Check that all services read what the others write."""
    found = by_value(environs, propagators)
    if len(found) > 1:
        said = f"{tell(found)}: one does not read what another writes."
        to_do = "Set OTEL_PROPAGATORS to the same value everywhere, or unset it, and restart."
        return wrong("Propagators", said, to_do)
    if any(value in ("none", "baggage") for value in found):
        said = f"{tell(found)}: no trace goes from one service to another."
        return wrong("Propagators", said, "Unset OTEL_PROPAGATORS and restart.")
    return well("Propagators", f"{tell(found)}.")


def propagators(environ: Environ) -> str:
    """Return the propagators; their order says who is asked first, and no more."""
    given = environ.get("OTEL_PROPAGATORS") or DEFAULT_PROPAGATORS
    return ",".join(sorted({name.strip().lower() for name in given.split(",")}))


def by_value(environs: Environs, read: Callable[[Environ], str]) -> Mapping[str, Sequence[str]]:
    """Group the services by what their environments say."""
    found: dict[str, list[str]] = defaultdict(list)
    for service, environ in environs.items():
        found[read(environ)].append(service)
    return found


def tell(found: Mapping[str, Sequence[str]]) -> str:
    """Say which value holds where."""
    return "; ".join(f"{value} in {named(services)}" for value, services in found.items())


def named(services: Mapping[str, object] | Sequence[str]) -> str:
    """Name services in a sentence."""
    *others, last = sorted(services)
    return f"{', '.join(others)} and {last}" if others else last
