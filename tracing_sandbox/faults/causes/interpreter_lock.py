"""The interpreter's lock: another thread keeps it through a long call of C; nobody else can run.

So does an extension that does not let the lock go while it waits for a device.
"""

import ctypes
import os
from threading import Event, Thread
from typing import Any

from tracing_sandbox.faults.call import Call

LONGEST_S = 5.0
START_S = 2.0
POLLIN = 1


class Descriptor(ctypes.Structure):
    """What poll(2) waits for."""

    _fields_ = (("fd", ctypes.c_int), ("events", ctypes.c_short), ("revents", ctypes.c_short))


class Device:
    """A device that says nothing until it is told to; C code waits for it."""

    def __init__(self, patience_s: float) -> None:
        self._patience_ms = int(min(patience_s, LONGEST_S) * 1000)
        self._reads, self._writes = os.pipe()
        self.asked = Event()

    def wait(self, library: ctypes.CDLL) -> None:
        """Wait until it says something, or for as long as patience lasts."""
        waited_for = Descriptor(self._reads, POLLIN, 0)
        self.asked.set()
        library.poll(ctypes.byref(waited_for), 1, self._patience_ms)

    def speak(self) -> None:
        """Say something: whoever waits goes on."""
        os.write(self._writes, b".")

    def close(self) -> None:
        """Put it away."""
        os.close(self._reads)
        os.close(self._writes)


def keep_the_lock(call: Call) -> Any:
    """Go on beside a thread whose C code keeps the interpreter's lock while it waits."""
    return beside(call, ctypes.PyDLL(None))


def let_the_lock_go(call: Call) -> Any:
    """Go on beside a thread whose C code lets the interpreter's lock go while it waits."""
    return beside(call, ctypes.CDLL(None))


def beside(call: Call, library: ctypes.CDLL) -> Any:
    """Make the call while another thread waits for a device; nobody waits for that thread."""
    device = Device(call.delay_s)
    thread = Thread(target=device.wait, args=(library,), daemon=True)
    thread.start()
    try:
        device.asked.wait(START_S)
        return call.proceed()
    finally:
        device.speak()
        thread.join()
        device.close()


BROKEN = {"inventory.app:find_reservation": keep_the_lock}
MENDED = {"inventory.app:find_reservation": let_the_lock_go}
