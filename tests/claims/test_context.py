"""How far the context of a trace goes by itself."""

from tests.claims.program import FAR_SIDE, run


def test_requests_carries_the_context_once_it_is_instrumented() -> None:
    called = run(
        """
        with tracer.start_as_current_span("order"):
            requests.get(url)
            RequestsInstrumentor().instrument()
            requests.get(url)
        """,
        before=FAR_SIDE,
    )
    assert called.said == ["", "traceparent"]


def test_baggage_goes_to_everybody_and_onto_no_span() -> None:
    called = run(
        """
        from opentelemetry import baggage, context

        RequestsInstrumentor().instrument()
        context.attach(baggage.set_baggage("customer", "maud"))
        requests.get(url)
        """,
        before=FAR_SIDE,
    )
    assert called.said == ["traceparent baggage"]
    assert "maud" not in str(called.spans)


def test_tasks_and_to_thread_keep_the_context_and_threads_and_pools_lose_it() -> None:
    worked = run(
        """
        import asyncio, contextvars
        from concurrent.futures import ThreadPoolExecutor
        from threading import Thread

        def work(name):
            tracer.start_span(name).end()

        async def a_task():
            work("task")

        async def main():
            await asyncio.create_task(a_task())
            await asyncio.to_thread(work, "to_thread")
            await asyncio.get_running_loop().run_in_executor(None, work, "run_in_executor")

        with tracer.start_as_current_span("order"), ThreadPoolExecutor() as pool:
            asyncio.run(main())
            thread = Thread(target=work, args=["thread"])
            thread.start()
            thread.join()
            pool.submit(work, "pool").result()
            pool.submit(contextvars.copy_context().run, work, "pool with a copy").result()
        """
    )
    assert sorted(worked.roots) == ["order", "pool", "run_in_executor", "thread"]
    assert sorted(set(worked.names) - set(worked.roots)) == [
        "pool with a copy",
        "task",
        "to_thread",
    ]
