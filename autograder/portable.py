"""Portable mode: what the package does without anything that only Linux has, as on a Mac or on Windows.

The environment variable ``AUTOGRADER_PORTABLE`` switches it on anywhere, to try it where neither system is at hand:
then Linux's own means count as missing, and whoever reaches for them all the same finds nothing.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

VARIABLE = "AUTOGRADER_PORTABLE"
PORTABLE = bool(os.environ.get(VARIABLE))
LINUX = sys.platform == "linux" and not PORTABLE
#: Whether the system interrupts a program after a time.
ALARMS = hasattr(signal, "setitimer") and not PORTABLE

_MODULES = frozenset({"resource", "fcntl", "pwd", "grp"})
_FOLDERS = ("/proc", "/sys")
_READING = frozenset({"open", "os.scandir", "os.listdir"})
_AF_UNIX = 1
_STANDARD = os.path.dirname(os.__file__) + os.sep  # noqa: PTH120 - compared with names of code, which are texts
_PACKAGE = os.path.dirname(__file__) + os.sep  # noqa: PTH120


def take_away() -> None:
    """Have this package find nothing that only Linux has; what others import and read is left alone."""
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event == "import" and arguments[0] in _MODULES and _is_ours(through="<frozen"):
        raise ModuleNotFoundError(f"{arguments[0]} is not there in portable mode.")
    if event in _READING and str(arguments[0]).startswith(_FOLDERS) and _is_ours():
        raise FileNotFoundError(f"{arguments[0]} is not there in portable mode.")
    if event == "os.fork" and _is_ours():
        raise RuntimeError("There is no fork in portable mode.")
    if event == "socket.__new__" and arguments[1] == _AF_UNIX and _is_ours():
        raise OSError("There are no Unix sockets in portable mode.")


def _is_ours(through: str = _STANDARD) -> bool:
    """Whether it is this package that asks, be it through modules whose file's name begins with ``through``."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and frame.f_code.co_filename.startswith(("<frozen", through)):
        if "site-packages" in frame.f_code.co_filename:
            break
        frame = frame.f_back
    return frame is not None and frame.f_code.co_filename.startswith(_PACKAGE)
