"""Which two traces are compared: read from the query, fetched, or asked for in a form."""

from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from tracing_sandbox.pages.errors import FormPage
from tracing_sandbox.pages.forms import CompareForm, refuse
from tracing_sandbox.pages.jaeger import LOOKED_THROUGH, WHY_ABSENT, say_absent
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.lookup import AmbiguousTraceId, look_up
from tracing_sandbox.traces.jaeger.peers import find_fastest_peer
from tracing_sandbox.traces.reading.trace import Trace


def read_two(query: QueryDict) -> CompareForm:
    """Read the ids; PageError 422 shows the form again, each wrong id beside its field."""
    form = CompareForm.of(query)
    if not form.is_valid():
        raise refuse(form, 422, "invalid-fields", ask_for_two(form))
    return form


def ask_for_two(form: CompareForm, advice: str = "") -> FormPage:
    """Return the page that asks for the ids; a valid one alone is offered a fast one beside it."""
    alone = "" if form.errors else form.cleaned_data["a"]
    fast = lead_to_comparison("", alone) if alone else ""
    context = {"form": form, "advice": advice, "fast": fast}
    return FormPage("tracing_sandbox/which_two.html", context)


def fetch_two(client: JaegerClient, form: CompareForm) -> tuple[Trace, Trace]:
    """Fetch both, or a fast one for the second; PageError 404 names each that Jaeger lacks."""
    traces = find_given(client, form)
    if form.errors:
        raise refuse(form, 404, "unknown-trace", ask_for_two(form, WHY_ABSENT))
    second = traces["b"]
    return traces.get("a") or find_fast_one(client, second, form), second


def find_given(client: JaegerClient, form: CompareForm) -> dict[str, Trace]:
    """Fetch what the fields name; a field whose trace Jaeger does not hold gets its error."""
    traces: dict[str, Trace] = {}
    for name, trace_id in list(form.cleaned_data.items()):
        try:
            trace = look_up(client, trace_id, LOOKED_THROUGH) if trace_id else None
        except AmbiguousTraceId as error:
            form.add_error(name, str(error))
            continue
        if trace:
            traces[name] = trace
        elif trace_id:
            form.add_error(name, say_absent(trace_id))
    return traces


def find_fast_one(client: JaegerClient, second: Trace, form: CompareForm) -> Trace:
    """Find the fastest trace like the second; PageError 404 asks for one where there is none."""
    first = find_fastest_peer(client, second)
    if first is None:
        form.add_error("a", f"Jaeger has no whole trace like {second.trace_id} before it.")
        raise refuse(form, 404, "no-peer", ask_for_two(form))
    return first


def lead_to_comparison(first_id: str, second_id: str) -> str:
    """Return where two traces are compared; without the first, a fast one is looked for."""
    query = {"a": first_id, "b": second_id} if first_id else {"b": second_id}
    return f"{reverse('tracing_sandbox:compare')}?{urlencode(query)}"
