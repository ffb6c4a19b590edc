"""The rules, one a file, in the order in which they are asked.

A rule speaks of no span that one before it has explained; so what is sure comes before what is
concluded from what is left.
"""

from tracing_sandbox.doctor.chart import Rule
from tracing_sandbox.doctor.rules.baggage_leaked import find_baggage_leaked
from tracing_sandbox.doctor.rules.baggage_lost import find_baggage_lost
from tracing_sandbox.doctor.rules.black_box import find_black_box
from tracing_sandbox.doctor.rules.clock_skew import find_clock_skew
from tracing_sandbox.doctor.rules.context_lost_in_generator import find_context_lost_in_generator
from tracing_sandbox.doctor.rules.context_lost_in_thread import find_context_lost_in_thread
from tracing_sandbox.doctor.rules.exporter import (
    find_exporter_unreachable,
    find_exporter_wrong_endpoint,
)
from tracing_sandbox.doctor.rules.ids_in_names import find_ids_in_names
from tracing_sandbox.doctor.rules.instrumented_twice import find_instrumented_twice
from tracing_sandbox.doctor.rules.killed_before_flush import find_killed_before_flush
from tracing_sandbox.doctor.rules.propagator_mismatch import find_propagator_mismatch
from tracing_sandbox.doctor.rules.sampled_flag_cleared import find_sampled_flag_cleared
from tracing_sandbox.doctor.rules.secret_in_attribute import find_secret_in_attribute
from tracing_sandbox.doctor.rules.service_not_instrumented import find_service_not_instrumented
from tracing_sandbox.doctor.rules.span_never_ended import find_span_never_ended
from tracing_sandbox.doctor.rules.spans_dropped import find_calls_dropped, find_spans_dropped
from tracing_sandbox.doctor.rules.spans_lost import find_spans_lost
from tracing_sandbox.doctor.rules.trace_broken import find_trace_broken
from tracing_sandbox.doctor.rules.traceparent_malformed import find_traceparent_malformed
from tracing_sandbox.doctor.rules.traceparent_not_extracted import find_traceparent_not_extracted
from tracing_sandbox.doctor.rules.traceparent_not_injected import find_traceparent_not_injected
from tracing_sandbox.doctor.rules.traceparent_stripped import find_traceparent_stripped
from tracing_sandbox.doctor.rules.wrong_parent import find_wrong_parent
from tracing_sandbox.doctor.rules.wrong_service_name import find_wrong_service_name

RULES: tuple[Rule, ...] = (
    find_clock_skew,
    find_instrumented_twice,
    find_traceparent_malformed,
    find_traceparent_not_extracted,
    find_propagator_mismatch,
    find_traceparent_stripped,
    find_service_not_instrumented,
    find_black_box,
    find_span_never_ended,
    find_spans_dropped,
    find_killed_before_flush,
    find_exporter_wrong_endpoint,
    find_exporter_unreachable,
    find_sampled_flag_cleared,
    find_traceparent_not_injected,
    find_calls_dropped,
    find_spans_lost,
    find_trace_broken,
    find_context_lost_in_generator,
    find_context_lost_in_thread,
    find_wrong_parent,
    find_wrong_service_name,
    find_baggage_lost,
    find_baggage_leaked,
    find_ids_in_names,
    find_secret_in_attribute,
)
