"""A small process that imports TensorFlow once and forks students and graders from itself.

It holds no secret and runs no TensorFlow operation (a fork after the first operation would inherit a thread pool
without its threads). Each child is forked twice, so that it becomes the supervisor's own child (the supervisor is a
child subreaper) and can be waited for and killed there.

Run as ``python -m autograder.engine.zygote FD``, FD being a ``SOCK_SEQPACKET`` socket. Each request is one byte (the
role) with one file descriptor; each answer is the child's process id as text. A message without a descriptor is the
mark of the submission that is graded, and is not answered: if the supervisor is killed, the zygote ends what bears it.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import traceback
import warnings
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from autograder.engine.jobs import MARK, Role
from autograder.engine.late_imports import offer_large_libraries, without_large_libraries
from autograder.engine.libraries import libraries_of_the_image
from autograder.sandbox import Mark, remove_tree

_LONGEST = 8192  # bytes of a message


def preload() -> None:
    """Import what students and graders use, so that forks share it and need no files for it."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ["MPLBACKEND"] = "Agg"
    warnings.filterwarnings("ignore")
    with without_large_libraries():
        _import_all()
    offer_large_libraries()
    libraries_of_the_image()


def _import_all() -> None:
    import h5py
    import IPython.core.interactiveshell
    import IPython.core.ultratb
    import matplotlib.pyplot
    import numpy.ma
    import numpy.random
    import PIL.Image
    import pytest
    import tensorflow
    from keras import applications, callbacks, datasets, layers, losses, metrics, optimizers, saving, utils

    import autograder.checks
    import autograder.engine.grader
    import autograder.engine.student

    # Importing is the purpose; naming them keeps linters and readers from thinking otherwise.
    _ = (h5py, IPython, matplotlib, numpy, PIL, pytest, tensorflow, autograder)
    _ = (applications, callbacks, datasets, layers, losses, metrics, optimizers, saving, utils)


def serve(control: socket.socket) -> None:
    """Fork a child for each request until the supervisor is gone, and then leave nothing of the submission."""
    mark: Mark | None = None
    while True:
        try:
            message, descriptors, _, _ = socket.recv_fds(control, _LONGEST, 1)
        except ConnectionResetError:
            continue  # the supervisor is gone with an answer unread; what it has sent is still to be had
        if descriptors:
            pid = _fork_to_supervisor(control, Role(message), descriptors[0])
            os.close(descriptors[0])
            with suppress(BrokenPipeError):
                control.send(str(pid).encode())
        elif message:
            mark = MARK.validate_json(message)
        else:
            break
    if mark is not None:
        mark.end()
    remove_tree(Path(os.environ["KERAS_HOME"]))


def _fork_to_supervisor(control: socket.socket, role: Role, descriptor: int) -> int:
    reader, writer = os.pipe()
    middle = os.fork()
    if middle == 0:
        child = os.fork()
        if child == 0:
            os.close(reader)
            os.close(writer)
            control.close()
            become(role, socket.socket(fileno=descriptor))
        os.write(writer, str(child).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        pid = int(answer.read())
    os.waitpid(middle, 0)
    return pid


def become(role: Role, sock: socket.socket) -> NoReturn:
    """Live as a student's process or as the grader, and end."""
    status = 1
    try:
        # Waiting for the parent's interrupt handler would make Ctrl-C kill children before results are written.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if role is Role.STUDENT:
            from autograder.engine.student import main
        else:
            from autograder.engine.grader import main
        main(sock)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def main() -> None:
    """Preload, say so by one byte, and serve."""
    control = socket.socket(fileno=int(sys.argv[1]))
    preload()
    gc.collect()
    gc.freeze()  # a collection in a child would otherwise write to, and so copy, most of what is shared
    control.send(b"ready")
    serve(control)


if __name__ == "__main__":
    main()
