"""The bytes of a file made text, piece by piece: gzip and zstd are unpacked, UTF-16 is told."""

import codecs
import io
import sys
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

from tracing_sandbox.traces.reading.text.gzip_stream import GzipStream

try:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
except ImportError:  # Where `traces` is used on its own, all but zstd can be read.
    zstd = None  # type: ignore[assignment]

PIECE_BYTES = 1 << 20
HEAD_BYTES = 4096
GZIP = b"\x1f\x8b"
ZSTD = b"\x28\xb5\x2f\xfd"
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# JSON begins with a bracket: so much is told without a mark.
UNMARKED = (("utf-16-le", (b"{\0", b"[\0")), ("utf-16-be", (b"\0{", b"\0[")))
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
DAMAGED = (EOFError, zlib.error, *([zstd.ZstdError] if zstd else []))
NO_ZSTD = "it is packed with zstd, and the package backports.zstd is not installed"
# A file may be packed more than once; one that never ends is not unpacked for ever.
MOST_PACKINGS = 4


class EncodedText:
    """The text in a stream of bytes, which is read once, from its start to its end.

    `head` are the first bytes, unpacked. `fault` says after reading why the end was not reached,
    and `replaced` how many bytes were no text, and stand as U+FFFD in it.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.fault = ""
        self.replaced = 0
        self._stream = _buffered(stream)
        self.head = self._unpack()

    def pieces(self) -> Iterator[str]:
        """Yield the text in pieces of about a million characters."""
        encoding, mark = _encoding_of(self.head)
        decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._stream.read(len(mark))
        while raw := self._read():
            yield self._decode(decoder, raw)
        yield self._decode(decoder, b"", final=True)

    def _unpack(self) -> bytes:
        for _ in range(MOST_PACKINGS):
            head = self._peek()
            if head.startswith(GZIP):
                self._stream = io.BufferedReader(GzipStream(self._stream))
            elif head.startswith(ZSTD) and zstd is None:
                self.fault = NO_ZSTD
                return b""
            elif head.startswith(ZSTD):
                self._stream = io.BufferedReader(zstd.ZstdFile(self._stream))
            else:
                return head
        return self._peek()

    def _peek(self) -> bytes:
        try:
            return self._stream.peek(HEAD_BYTES)[:HEAD_BYTES]
        except DAMAGED as error:
            self.fault = _fault_of(error)
            return b""

    def _read(self) -> bytes:
        if self.fault:
            return b""
        try:
            return self._stream.read1(PIECE_BYTES)
        except DAMAGED as error:
            self.fault = _fault_of(error)
            return b""

    def _decode(
        self, decoder: codecs.IncrementalDecoder, raw: bytes, *, final: bool = False
    ) -> str:
        text = decoder.decode(raw, final)
        if not text.isascii():
            self.replaced += max(0, text.count(REPLACEMENT) - raw.count(REPLACEMENT.encode()))
        return text


def _buffered(stream: BinaryIO) -> io.BufferedReader:
    if isinstance(stream, io.BufferedReader):
        return stream
    return io.BufferedReader(cast(io.RawIOBase, stream))


def _encoding_of(head: bytes) -> tuple[str, bytes]:
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding, mark
    return next((name for name, begin in UNMARKED if head.startswith(begin)), "utf-8"), b""


def _fault_of(error: Exception) -> str:
    if isinstance(error, EOFError):
        return "the compressed data are cut off"
    return f"the compressed data are damaged ({error})"
