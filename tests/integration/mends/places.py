"""Where the mistake of each break stands in a copy of examples/own_service.

The code of a function, wrong or right, goes above the line that begins the work of a file; an edit
puts a call of it where such a service has one.
"""

from dataclasses import dataclass
from typing import TypeAlias

# What stands there, and what stands there instead.
Edit: TypeAlias = tuple[str, str]
APP, TRACED = "app.py", "traced_app.py"
# The lines above which code goes.
BEGINNING = {
    APP: "app = flask.Flask(__name__)\n",
    TRACED: "# Without OTEL_EXPORTER_OTLP_ENDPOINT spans go",
}
PRICE, ORDER = ("GET", "/v1/prices/TEA-ASSAM"), ("POST", "/orders")


@dataclass(frozen=True)
class Place:
    """The file that the code is in, the edits that call it, and where the doctor has to name it.

    `besides` is what else such a service has, also where nobody broke it. `channel` says that its
    customer sends baggage, `listens` that the customer notes which trace an answer names. Where a
    service without the function is ill already, `usual` is the mended one.
    """

    file: str
    where: str
    edits: tuple[Edit, ...]
    besides: tuple[tuple[str, Edit], ...] = ()
    request: tuple[str, str] = PRICE
    channel: bool = False
    listens: bool = False
    usual_is_mended: bool = False


ASKED = """\
requests.get(
        f"{THIRDPARTY_URL}/v1/prices/{sku}", params=flask.request.args, timeout=TIMEOUT_S
    )"""
ASKING = 'requests.get(f"{THIRDPARTY_URL}/v1/prices/{sku}", timeout=TIMEOUT_S)'
ANSWERED = "    return answer.json(), answer.status_code\n"
PRICED = f"answer = {ASKED}\n{ANSWERED}"
EXPORTING = "provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))\n"
CALLING = "RequestsInstrumentor().instrument()\n"
SERVING = "FlaskInstrumentor().instrument_app(app)\n"
OUTWARD, INWARD, WITHIN = "my-service->thirdparty", "customer->my-service", "my-service"

GATEWAY = """\
class Gateway(requests.adapters.HTTPAdapter):
    def send(self, request, **options):
        known = ("accept", "accept-encoding", "connection", "user-agent")
        request.headers = pass_on(request.headers, known)
        return super().send(request, **options)


session = requests.Session()
session.mount("http://", Gateway())
app = flask.Flask"""
BARE_CLIENT = """\
client = HTTPConnection(THIRDPARTY_URL.removeprefix("http://"), timeout=TIMEOUT_S)
    status, body = ask(client, "GET", f"/v1/prices/{sku}", "", {})
    return flask.Response(body, status, mimetype="application/json")
"""
# As who traces WSGI by hand; the header is noted as the instrumentation notes it.
BY_HAND = """\
serve = app.wsgi_app


def traced(environ, start_response):
    tracer = trace.get_tracer("my-service")
    span, token = begin_span(tracer, environ, "GET /v1/prices/<sku>")
    span.set_attribute("http.request.header.traceparent", environ.get("HTTP_TRACEPARENT", ""))
    try:
        with trace.use_span(span, end_on_exit=True):
            return serve(environ, start_response)
    finally:
        if token:
            context.detach(token)


app.wsgi_app = traced
"""
STREAMED = f"""\
answer = {ASKED}
    return flask.Response(stream(write(answer.content)), mimetype="application/json")


def write(content):
    with trace.get_tracer("my-service").start_as_current_span("write_price"):
        piece = bytes(content)
    yield piece
"""
# The first two leave while the call is made; then more comes than a queue of two holds.
STEPS = f"""\
tracer = trace.get_tracer("my-service")
    with tracer.start_as_current_span("weigh_tea"):
        for _ in range(2):
            tracer.start_span("weigh_leaf").end()
        answer = {ASKING}
    with tracer.start_as_current_span("pack_tea"):
        for _ in range(4):
            tracer.start_span("pack_leaf").end()
"""
FOUND = f"""\
with trace.get_tracer("my-service").start_as_current_span("find_tea"):
        pass
    answer = {ASKED}
"""
FAR_EXPORTER = """\
class FarExporter(OTLPSpanExporter):
    def export(self, spans):
        time.sleep(0.4)
        return super().export(spans)


provider.add_span_processor(build_processor(FarExporter()))
"""
# The last span of the second request waits for a batch of three.
ENDED = """\
processor = BatchSpanProcessor(
    OTLPSpanExporter(), schedule_delay_millis=60_000, max_export_batch_size=3
)
provider.add_span_processor(processor)
atexit.register(lambda: end(processor))
"""
ON_EACH_SPAN = """\
class Channel(SpanProcessor):
    def on_start(self, span, parent_context=None):
        value = baggage.get_baggage("app.channel", parent_context)
        if value:
            span.set_attribute("app.channel", value)


provider.add_span_processor(Channel())
"""
CHANNEL = (
    (TRACED, (EXPORTING, ON_EACH_SPAN + EXPORTING)),
    (TRACED, ("from app import app\n", "from app import app\nfrom opentelemetry import baggage\n")),
    (
        TRACED,
        ("import TracerProvider\n", "import SpanProcessor, TracerProvider\n"),
    ),
)


def importing(*lines: str) -> Edit:
    """Import something where the service's own file does."""
    return ("import os\n\nimport flask\n", "\n".join(["import os", *lines, "import flask\n"]))


TRACING = importing("from opentelemetry import trace")
INJECTED: tuple[Edit, ...] = (
    (
        CALLING,
        "import opentelemetry.instrumentation.requests\n"
        f"opentelemetry.instrumentation.requests.inject = inject\n{CALLING}",
    ),
)
PROCESSED: tuple[Edit, ...] = ((EXPORTING, "provider.add_span_processor(build_processor())\n"),)

PLACES = {
    "traceparent-stripped": Place(
        APP, OUTWARD, (("requests.get(", "session.get("), ("app = flask.Flask", GATEWAY))
    ),
    "traceparent-not-injected": Place(APP, OUTWARD, ((PRICED, BARE_CLIENT),)),
    "traceparent-not-extracted": Place(
        TRACED, INWARD, ((SERVING, f"from opentelemetry import context\n{BY_HAND}"),)
    ),
    "traceparent-malformed": Place(TRACED, OUTWARD, INJECTED),
    "b3-for-w3c": Place(TRACED, OUTWARD, INJECTED),
    "lost-in-thread-pool": Place(
        APP,
        WITHIN,
        (
            importing("from concurrent.futures import ThreadPoolExecutor"),
            (BEGINNING[APP], f"pool = ThreadPoolExecutor()\n{BEGINNING[APP]}"),
            (ASKED, f"submit(pool, lambda: {ASKING}).result()"),
        ),
    ),
    "lost-in-generator": Place(APP, WITHIN, (TRACING, (PRICED, STREAMED))),
    # Nothing but silence tells of it, and there has to be somebody behind who is silent as well.
    "sampled-flag-cleared": Place(TRACED, "my-service->frontend", INJECTED, request=ORDER),
    "exporter-dead": Place(TRACED, WITHIN, PROCESSED),
    "exporter-wrong-port": Place(TRACED, WITHIN, PROCESSED),
    "queue-overflow": Place(
        TRACED,
        WITHIN,
        ((EXPORTING, f"import time\n\n\n{FAR_EXPORTER}"),),
        besides=((APP, TRACING), (APP, (f"answer = {ASKED}\n", STEPS))),
    ),
    "killed-before-flush": Place(TRACED, WITHIN, ((EXPORTING, f"import atexit\n\n{ENDED}"),)),
    "service-not-instrumented": Place(TRACED, INWARD, ((CALLING, ""), (SERVING, "prepare(app)\n"))),
    # A third party of one's own: there is nobody behind it.
    "black-box-third-party": Place(
        TRACED,
        INWARD,
        ((SERVING, "prepare(app)\n"),),
        besides=((APP, (PRICED, 'return {"sku": sku, "unit_price_cents": 500}\n')),),
        listens=True,
    ),
    # The span of WSGI is named by its path: this one holds no id.
    "instrumented-twice": Place(TRACED, WITHIN, ((SERVING, "instrument(app)\n"),), request=ORDER),
    "clock-off": Place(
        TRACED,
        INWARD,
        (
            (
                "provider = ",
                "import opentelemetry.instrumentation.flask\nimport opentelemetry.sdk.trace\n\n"
                "opentelemetry.sdk.trace.time_ns = lambda: read_clock(6_000_000_000)\n"
                "opentelemetry.instrumentation.flask.time_ns = opentelemetry.sdk.trace.time_ns\n"
                "provider = ",
            ),
        ),
    ),
    "wrong-service-name": Place(
        TRACED, WITHIN, (("TracerProvider()\n", "TracerProvider(resource=describe_service())\n"),)
    ),
    "span-never-ended": Place(APP, WITHIN, ((ASKED, f"look_on_shelf(lambda: {ASKING})"),)),
    "wrong-parent": Place(
        APP,
        WITHIN,
        (
            importing("from opentelemetry import context"),
            (BEGINNING[APP], f"kept = []\n{BEGINNING[APP]}"),
            (
                f"answer = {ASKED}",
                f"kept.append(context.get_current())\n"
                f"    answer = work_in(kept[0], lambda: {ASKING})",
            ),
        ),
    ),
    "baggage-lost": Place(TRACED, OUTWARD, INJECTED, besides=CHANNEL, channel=True),
    "baggage-leaked": Place(
        APP,
        OUTWARD,
        ((f"answer = {ASKED}", f"with calling_others():\n        answer = {ASKING}"),),
        # Most of the service's spans are to have the baggage.
        besides=(*CHANNEL, (APP, TRACING), (APP, (f"answer = {ASKED}\n", FOUND))),
        channel=True,
        usual_is_mended=True,
    ),
    "ids-in-names": Place(
        APP,
        WITHIN,
        (importing("import uuid"), (ASKED, f"pick_order(str(uuid.uuid4()), lambda: {ASKING})")),
    ),
    "secret-in-attribute": Place(
        APP,
        WITHIN,
        (
            importing("import secrets"),
            (
                f"answer = {ASKED}",
                'note_header("authorization", f"Bearer sk_live_{secrets.token_hex(16)}")\n'
                f"    answer = {ASKED}",
            ),
        ),
    ),
}
