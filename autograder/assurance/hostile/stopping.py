"""Which layer stopped an attack, as far as that can be seen from what the system answered it."""

from __future__ import annotations

import re
from collections.abc import Collection

from autograder.results import Report
from autograder.sandbox import Layer

_TRIED = re.compile(r"TRIED ([\w: ]*)")
_ATTEMPT = re.compile(r"(\w+):(\w+)")

#: For a kind of deed and an answer, the layers that give it, in the order in which the kernel asks them.
_LAYERS: dict[tuple[str, str], tuple[Layer, ...]] = {
    ("read", "EACCES"): (Layer.PERMISSIONS, Layer.LANDLOCK),
    ("read", "EPERM"): (Layer.SECCOMP,),
    ("write", "EACCES"): (Layer.PERMISSIONS, Layer.LANDLOCK),
    ("write", "EPERM"): (Layer.USER, Layer.SECCOMP),
    ("write", "EROFS"): (Layer.LANDLOCK,),
    ("write", "EFBIG"): (Layer.LIMITS,),
    ("signal", "EPERM"): (Layer.USER, Layer.LANDLOCK, Layer.SECCOMP),
    ("inspect", "EACCES"): (Layer.USER, Layer.LANDLOCK),
    ("inspect", "EPERM"): (Layer.SECCOMP,),
    ("adjust", "EPERM"): (Layer.USER, Layer.SECCOMP),
    ("adjust", "EACCES"): (Layer.USER, Layer.SECCOMP),
    ("call", "EPERM"): (Layer.SECCOMP,),
    ("call", "EACCES"): (Layer.LANDLOCK,),
    ("call", "ENETUNREACH"): (Layer.NAMESPACE,),
    ("call", "ECONNREFUSED"): (Layer.NAMESPACE,),
    ("kernel", "EPERM"): (Layer.SECCOMP,),
    ("kernel", "ENOSYS"): (Layer.SECCOMP,),
    ("start", "EAGAIN"): (Layer.LIMITS,),
    ("start", "RuntimeError"): (Layer.LIMITS,),
    ("start", "EPERM"): (Layer.SECCOMP,),
    ("allocate", "MemoryError"): (Layer.LIMITS,),
    ("allocate", "ENOMEM"): (Layer.LIMITS,),
}

#: What the supervisor and the student's process say about what they have ended.
_SAYINGS = {
    "used more than": "watchdog",
    "started more than": "watchdog",
    "wrote more than": "watchdog",
    "made more than": "watchdog",
    "filled the disk": "watchdog",
    "MemoryError": Layer.LIMITS.value,
    "was stopped after": "time limit",
    "did not react to being stopped": "time limit",
    "time for the whole submission": "time limit",
    "wrote to the channel": "supervisor",
    "ended the Python process": "separate process",
    "In the layer": "list of allowed parts",
    "is made of Keras's own layers": "list of allowed parts",
}
_READER = "reader of submissions"


def stopped_by(report: Report, default: str) -> tuple[str, ...]:
    """Names of what stopped an attack.

    Args:
        report: on it.
        default: what does it where nothing can be seen.
    """
    if report.error:
        return (_READER,)
    told = "\n".join((*report.notes, *(outcome.feedback for outcome in report.outcomes)))
    found = [layer for tried in _TRIED.findall(told) for layer in _layers(tried, report.isolation.layers)]
    found += [name for words, name in _SAYINGS.items() if words in told]
    return tuple(dict.fromkeys(found)) or (default or "separate process",)


def _layers(tried: str, present: Collection[str]) -> list[str]:
    names = []
    for kind, answer in _ATTEMPT.findall(tried):
        layer = next((one for one in _LAYERS.get((kind, answer), ()) if one.value in present), None)
        if layer is not None:
            names.append(layer.value)
    return names
