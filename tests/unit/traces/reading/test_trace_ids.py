"""Ids of traces in the forms in which people have them."""

import pytest

from tracing_sandbox.traces.reading.fields.trace_id import (
    BadTraceId,
    flagged_unsampled,
    normalize_trace_id,
    read_trace_ids,
)

ID = "5759e988bd862e3fe1be46a994272793"
OTHER = "2e71028a7f8490802b9c951ce477f511"
SPAN = "53995c3f42cd8ad8"
JAEGER = "http://127.0.0.1:16686"
SHOP = "http://127.0.0.1:8000"

FORMS = {
    "plain": ID,
    "upper case": ID.upper(),
    "spaces": f"  {ID}\n",
    "double quotes": f'"{ID}"',
    "single quotes": f" '{ID}' ",
    "backticks": f"`{ID}`",
    "typographic quotes": f"\N{LEFT DOUBLE QUOTATION MARK}{ID}\N{RIGHT DOUBLE QUOTATION MARK}",
    "a comma behind": f"{ID},",
    "0x": f"0x{ID}",
    "0X in upper case": f"0X{ID.upper()}",
    "UUID": "5759e988-bd86-2e3f-e1be-46a994272793",
    "UUID in braces": "{5759E988-BD86-2E3F-E1BE-46A994272793}",
    "UUID as URN": "urn:uuid:5759e988-bd86-2e3f-e1be-46a994272793",
    "X-Ray": "1-5759e988-bd862e3fe1be46a994272793",
    "X-Ray with a key": "Root=1-5759e988-bd862e3fe1be46a994272793",
    "X-Ray's header": (
        f"X-Amzn-Trace-Id: Root=1-5759e988-bd862e3fe1be46a994272793;Parent={SPAN};Sampled=1"
    ),
    "X-Ray with Self": (
        "Self=1-67891234-12456789abcdef012345678;Root=1-5759e988-bd862e3fe1be46a994272793"
    ),
    "traceparent": f"00-{ID}-{SPAN}-01",
    "traceparent with its name": f"traceparent: 00-{ID}-{SPAN}-03",
    "traceparent in upper case": f"00-{ID}-{SPAN}-01".upper(),
    "traceresponse": f"traceresponse: 00-{ID}-{SPAN}-01\r\n",
    "b3": f"{ID}-{SPAN}-1",
    "b3 with a parent": f"b3: {ID}-{SPAN}-1-{SPAN[::-1]}",
    "uber-trace-id": f"{ID}:{SPAN}:0:1",
    "base64": "V1npiL2GLj/hvkaplCcnkw==",
    "key in a log": f"trace_id={ID}",
    "key in JSON": f'"traceId": "{ID}",',
    "words around": f"See trace {ID} of today",
    "Jaeger's page": f"{JAEGER}/trace/{ID}",
    "Jaeger's page with a search": f"{JAEGER}/trace/{ID}?uiFind={SPAN}&x=1#top",
    "Jaeger's page behind a path": f"https://example.org/jaeger/ui/trace/{ID}/",
    "Jaeger's page without scheme": f"localhost:16686/trace/{ID}",
    "Jaeger's API": f"{JAEGER}/api/v3/traces/{ID}",
    "Jaeger's old API": f"{JAEGER}/api/traces/{ID}?prettyPrint=true",
    "Jaeger's search by id": f"{JAEGER}/search?traceID={ID}",
    "our page": f"{SHOP}/traces/{ID}/",
    "our page with a choice": f"{SHOP}/traces/{ID}/?show=all&service=inventory#steps",
    "our JSON": f"{SHOP}/traces/{ID}.json",
    "our path": f"/traces/{ID}/",
    "address in angle brackets": f"<{SHOP}/traces/{ID}/>",
    "escaped address": f"{JAEGER}/trace/%20{ID}",
}


@pytest.mark.parametrize("form", FORMS)
def test_trace_id_is_read_in_any_form(form: str) -> None:
    assert read_trace_ids(FORMS[form]) == (ID,)
    assert normalize_trace_id(FORMS[form]) == ID


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("2e71028", "2e71028"),
        ("2E71028", "2e71028"),
        ("0x2e71028", "2e71028"),
        ("002e71028", "002e71028"),
        (f"{JAEGER}/trace/2e71028", "2e71028"),
        ("bd862e3fe1be46a9", "bd862e3fe1be46a9"),
        ("bd862e3fe1be46a9-53995c3f42cd8ad8-0", "bd862e3fe1be46a9"),
        ("trace: 2e71028", "2e71028"),
    ],
)
def test_few_digits_are_kept_as_they_are(text: str, digits: str) -> None:
    assert read_trace_ids(text) == (digits,)
    assert normalize_trace_id(text) == digits.zfill(32)


@pytest.mark.parametrize(
    "text",
    [
        f"{JAEGER}/trace/{ID}...{OTHER}",
        f"{JAEGER}/trace/{ID}...{OTHER}?cohort={ID}&cohort={OTHER}",
        f"{ID}...{OTHER}",
        f"{SHOP}/traces/compare?a={ID}&b={OTHER}",
        f"{ID} and {OTHER}",
    ],
)
def test_two_traces_of_a_comparison_are_both_read(text: str) -> None:
    assert read_trace_ids(text) == (ID, OTHER)
    with pytest.raises(BadTraceId, match=f"names 2 traces, {ID} and {OTHER}"):
        normalize_trace_id(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "0", "0x", "0" * 32, "g" * 32, "tea", "a" * 33, "order 17", "a-b", "..."),
        *(f"{SHOP}/", f"{SHOP}/traces/", f"{SHOP}/traces/why?last=15m", "\x00", "%"),
        f"00-{'0' * 32}-{SPAN}-01",
    ],
)
def test_what_is_no_id_is_refused_with_what_was_expected(text: str) -> None:
    with pytest.raises(BadTraceId, match="is no trace id; expected up to 32 hex digits"):
        read_trace_ids(text)


def test_refusal_shows_no_more_than_the_beginning_of_a_long_text() -> None:
    with pytest.raises(BadTraceId) as raised:
        read_trace_ids("x\x1b" * 5_000)
    assert len(str(raised.value)) < 400
    assert "\x1b" not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "unsampled"),
    [
        (f"00-{ID}-{SPAN}-00", True),
        (f"traceparent: 00-{ID}-{SPAN}-02", True),
        (f"00-{ID}-{SPAN}-01", False),
        (f"00-{ID}-{SPAN}-03", False),
        (f"Root=1-5759e988-bd862e3fe1be46a994272793;Parent={SPAN};Sampled=0", True),
        (f"{ID}-{SPAN}-0", True),
        (f"{ID}-{SPAN}-1", False),
        (ID, False),
        ("1-5759e988-bd862e3fe1be46a994272793", False),
    ],
)
def test_header_tells_that_its_trace_is_not_sampled(text: str, unsampled: bool) -> None:
    assert flagged_unsampled(text) is unsampled
