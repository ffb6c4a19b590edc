"""Which spans count as failed."""

from tests.claims.program import DJANGO, FAR_SIDE, run


def test_recorded_exception_makes_no_span_an_error() -> None:
    failed = run(
        """
        recorded = tracer.start_span("recorded")
        recorded.record_exception(ValueError("no tea"))
        recorded.end()
        try:
            with tracer.start_as_current_span("raised"):
                raise ValueError("no tea")
        except ValueError:
            pass
        """
    )
    assert failed.statuses == {"recorded": "UNSET", "raised": "ERROR"}
    assert [len(span["events"]) for span in failed.spans] == [1, 1]


def test_answer_of_404_is_an_error_of_the_client_alone_unless_django_raises_it() -> None:
    served = run(
        """
        def raising(request):
            raise Http404

        urlpatterns.append(path("returned", lambda request: HttpResponse(status=404)))
        urlpatterns.append(path("raised", raising))
        DjangoInstrumentor().instrument()
        ask("/returned")
        ask("/raised")
        """,
        before=DJANGO,
    )
    called = run(
        "RequestsInstrumentor().instrument()\nrequests.get(url + '/gone')", before=FAR_SIDE
    )
    assert served.said == ["404", "404"]
    assert served.statuses == {"GET returned": "UNSET", "GET raised": "ERROR"}
    assert called.statuses == {"GET": "ERROR"}


def test_sampler_keeps_no_more_of_what_fails() -> None:
    failed = run(
        """
        for number in range(1000):
            try:
                with tracer.start_as_current_span("failed"):
                    raise ValueError
            except ValueError:
                pass
        """,
        OTEL_TRACES_SAMPLER="traceidratio",
        OTEL_TRACES_SAMPLER_ARG="0.1",
    )
    assert 0 < len(failed.spans) < 200
