"""A small process that imports TensorFlow once and forks students and graders from itself.

It holds no secret and runs no TensorFlow operation (a fork after the first operation would inherit a thread pool
without its threads). Each child is forked twice, so that it becomes the supervisor's own child (the supervisor is a
child subreaper) and can be waited for and killed there.

Run as ``python -m autograder.engine.zygote FD``, FD being a ``SOCK_SEQPACKET`` socket. Each request is one byte (the
role) with one file descriptor; each answer is the child's process id as text.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import traceback
import warnings

from autograder.engine.jobs import Role


def preload() -> None:
    """Import what students and graders use, so that forks share it and need no files for it."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ["MPLBACKEND"] = "Agg"
    warnings.filterwarnings("ignore")
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
    """Fork a child for each request until the supervisor is gone."""
    while True:
        role, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not role or not descriptors:
            return
        pid = _fork_to_supervisor(control, Role(role), descriptors[0])
        os.close(descriptors[0])
        control.send(str(pid).encode())


def _fork_to_supervisor(control: socket.socket, role: Role, descriptor: int) -> int:
    reader, writer = os.pipe()
    middle = os.fork()
    if middle == 0:
        child = os.fork()
        if child == 0:
            os.close(reader)
            os.close(writer)
            control.close()
            _become(role, descriptor)
        os.write(writer, str(child).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        pid = int(answer.read())
    os.waitpid(middle, 0)
    return pid


def _become(role: Role, descriptor: int) -> None:
    status = 1
    try:
        # Waiting for the parent's interrupt handler would make Ctrl-C kill children before results are written.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        sock = socket.socket(fileno=descriptor)
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
