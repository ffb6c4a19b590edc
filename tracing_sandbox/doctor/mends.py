"""The mend of each rule as code: what to write instead.

A break that can be asked for here has a mended twin, which runs and is tested: its code is shown.
For the others, and for who has the tool alone, it is written down here.
"""

from functools import cache
from textwrap import dedent

from tracing_sandbox.faults.catalogue import tracing_breaks
from tracing_sandbox.faults.mend import write_mend

_WRITTEN = {
    "traceparent-stripped": """
        # The caller sends traceparent; something between the two drops it.
        # nginx passes headers on unless it is told to replace them:
        proxy_pass_request_headers on;
        # A gateway with a list of allowed headers needs three more:
        allowed_headers = [..., "traceparent", "tracestate", "baggage"]
        """,
    "traceparent-not-injected": """
        # Instrument the client library, once, where tracing starts:
        RequestsInstrumentor().instrument()
        # or, for a client that has no instrumentation, write the headers yourself:
        with tracer.start_as_current_span("POST", kind=SpanKind.CLIENT):
            headers: dict[str, str] = {}
            opentelemetry.propagate.inject(headers)
            client.post(url, headers=headers)
        """,
    "traceparent-not-extracted": """
        # Instrument the framework, after the app is made:
        FlaskInstrumentor().instrument_app(app)
        # or, by hand, give the context that came to the span that serves it:
        context = opentelemetry.propagate.extract(request.headers)
        with tracer.start_as_current_span("serve", context=context, kind=SpanKind.SERVER):
            ...
        """,
    "traceparent-malformed": """
        # Never write the header by hand; its form is 00-<32 hex>-<16 hex>-<2 hex>, once.
        opentelemetry.propagate.inject(headers)
        """,
    "propagator-mismatch": """
        # Both sides need a format in common. In the environment of both services:
        OTEL_PROPAGATORS=tracecontext,baggage
        # While some still send B3 (pip install opentelemetry-propagator-b3):
        OTEL_PROPAGATORS=tracecontext,baggage,b3multi,b3
        """,
    "trace-broken": """
        # Let the callee record what it receives; then ask again:
        OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SERVER_REQUEST=traceparent,b3,x-b3-traceid
        """,
    "context-lost-in-thread": """
        # Once, where tracing starts; it carries the context into threads and pools:
        ThreadingInstrumentor().instrument()
        # or by hand:
        context = opentelemetry.context.get_current()
        def work() -> None:
            token = opentelemetry.context.attach(context)
            try:
                do_it()
            finally:
                opentelemetry.context.detach(token)
        pool.submit(work)
        """,
    "context-lost-in-generator": """
        # The request's span ends before the generator runs: take the context along.
        context = opentelemetry.context.get_current()
        def stream() -> Iterator[bytes]:
            for row in rows:
                with tracer.start_as_current_span("write_row", context=context):
                    piece = write(row)
                yield piece  # never yield within the span
        """,
    "sampled-flag-cleared": """
        # Follow what the caller decided, in the environment of each service:
        OTEL_TRACES_SAMPLER=parentbased_always_on
        # and pass on the header's last two digits as they came (01 means sampled).
        """,
    "exporter-unreachable": """
        # In the environment of the service; the address as seen from there:
        OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318
        OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
        # Try it from there: curl -i -X POST http://collector:4318/v1/traces \\
        #   -H 'Content-Type: application/json' -d '{}'      (200 is well)
        """,
    "exporter-wrong-endpoint": """
        # HTTP goes to 4318, gRPC to 4317; the SDK adds /v1/traces to the first of these alone.
        OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318
        OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
        """,
    "spans-dropped": """
        # A longer queue, emptied more often, in the environment of the service:
        OTEL_BSP_MAX_QUEUE_SIZE=8192
        OTEL_BSP_MAX_EXPORT_BATCH_SIZE=2048
        OTEL_BSP_SCHEDULE_DELAY=500
        """,
    "spans-lost": """
        # See what was refused on the way: the service's log, then the Collector's.
        sandbox status
        sandbox logs collector
        """,
    "killed-before-flush": """
        # Send what is left when the process is told to end:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        atexit.register(opentelemetry.trace.get_tracer_provider().shutdown)
        """,
    "service-not-instrumented": """
        # Start tracing before the app serves, and instrument the framework:
        start_tracing("inventory")
        FlaskInstrumentor().instrument_app(app)
        RequestsInstrumentor().instrument()
        """,
    "black-box": """
        # It cannot be instrumented from here: say what it is on the span of the call.
        trace.get_current_span().set_attribute("service.peer.name", "thirdparty")
        """,
    "instrumented-twice": """
        # One of them is enough. With opentelemetry-instrument, delete this line:
        FlaskInstrumentor().instrument_app(app)
        # or leave it out there: OTEL_PYTHON_DISABLED_INSTRUMENTATIONS=flask
        """,
    "clock-skew": """
        # Let the machines agree on the time:
        timedatectl set-ntp true
        """,
    "wrong-service-name": """
        # In the environment of this service alone, not in one that several share:
        OTEL_SERVICE_NAME=inventory
        """,
    "span-never-ended": """
        # A span that is started by hand is ended by hand, also when it fails:
        with tracer.start_as_current_span("check_stock"):
            check_stock()
        """,
    "wrong-parent": """
        # What is attached is detached in the same request, also when it fails:
        token = opentelemetry.context.attach(context)
        try:
            serve()
        finally:
            opentelemetry.context.detach(token)
        """,
    "baggage-lost": """
        # Propagate it as well, in the environment of both services:
        OTEL_PROPAGATORS=tracecontext,baggage
        # and let what lies between them pass the header `baggage` on.
        """,
    "baggage-leaked": """
        # Send no baggage to whom it does not concern:
        token = opentelemetry.context.attach(opentelemetry.baggage.clear())
        try:
            requests.get(third_party_url)
        finally:
            opentelemetry.context.detach(token)
        """,
    "ids-in-names": """
        # A name says what is done, an attribute to which:
        with tracer.start_as_current_span("reserve_stock") as span:
            span.set_attribute("app.order.id", order_id)
        """,
    "secret-in-attribute": """
        # Leave it out where it is made:
        span.set_attribute("url.query", redact_query(query))
        # and take it out in the Collector as well, for what comes past that:
        processors:
          attributes/secrets:
            actions: [{key: http.request.header.authorization, action: delete}]
        """,
}
MENDS = {rule: dedent(code).strip() for rule, code in _WRITTEN.items()}


@cache
def mend_of(rule: str) -> str:
    """Return the code of the mended twin; where there is none, what is written of the rule."""
    twins = [each for each in tracing_breaks() if each.finding and each.finding.rule == rule]
    try:
        return write_mend(twins[0]) if twins else MENDS[rule]
    except ImportError:  # The twins need the SDK and the instrumentations.
        return MENDS[rule]
