"""Gzip unpacked so that all before a cut or a damage is given: Python's own reader drops it."""

import io
import zlib
from typing import BinaryIO

PACKED_BYTES = 1 << 16
# zlib's number for a header of gzip.
GZIP_BITS = 31


class GzipStream(io.RawIOBase):
    """The unpacked bytes of one gzip member after the other.

    Raises `EOFError` where the bytes are cut off, `zlib.error` where they are damaged; but first
    all is read that was unpacked before.
    """

    def __init__(self, packed: BinaryIO) -> None:
        self._packed = packed
        self._member = zlib.decompressobj(GZIP_BITS)
        self._rest = b""
        self._begun = False

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Unpack into the buffer; return how many bytes, 0 at the end."""
        while True:
            raw = self._rest or self._packed.read(PACKED_BYTES)
            if not raw and not self._member.eof and self._begun:
                raise EOFError
            if self._member.eof or not self._begun:
                raw = raw.lstrip(b"\0") if self._begun else raw
                if not raw:
                    return 0
                self._member, self._begun = zlib.decompressobj(GZIP_BITS), True
            unpacked = self._member.decompress(raw, len(buffer))
            self._rest = (
                self._member.unused_data if self._member.eof else self._member.unconsumed_tail
            )
            if unpacked:
                buffer[: len(unpacked)] = unpacked
                return len(unpacked)
