"""Counts spans as they begin: a span that never arrived is missed then, even one without children.

It needs nothing of this project: `provider.add_span_processor(Ledger())`.
"""

from threading import Lock
from weakref import WeakKeyDictionary, ref

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor

BEGAN = "app.spans.began"


class Ledger(SpanProcessor):
    """Notes on each local root how many spans this process began under it, itself included.

    A local root has no parent, or one in another process. What begins after it has ended is not
    counted, nor what stands under a span that is handed on as its ids alone.
    """

    def __init__(self) -> None:
        # An account goes with the last of its spans: nothing is kept of a root that never ends.
        self._accounts: WeakKeyDictionary[trace.Span, Account] = WeakKeyDictionary()

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        """Open an account for a local root, or count the span on that of its parent."""
        account: Account | None
        if is_local_root(span):
            account = Account(span)
        else:
            account = self._accounts.get(trace.get_current_span(parent_context))
        if account:
            self._accounts[span] = account
            account.count_one()


class Account:
    """The number of spans that began under one local root, written on it with each of them.

    Attributes are closed when the SDK says that a span is ending, so that none waits till then.
    """

    def __init__(self, root: Span) -> None:
        self._root = ref(root)
        self._began = 0
        self._counting = Lock()

    def count_one(self) -> None:
        """Count one more, unless the root has ended."""
        with self._counting:
            root = self._root()
            if root and root.is_recording():
                self._began += 1
                root.set_attribute(BEGAN, self._began)


def is_local_root(span: ReadableSpan) -> bool:
    """Tell whether no span of this process is the parent."""
    return span.parent is None or span.parent.is_remote
