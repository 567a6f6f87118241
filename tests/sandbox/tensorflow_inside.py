"""Run by a test: import TensorFlow, fork, shut the child in, and let it do what honest notebooks do.

Prints one JSON object. Arguments: the names of layers to switch off.
"""

from __future__ import annotations

import json
import os
import select
import sys
import time
import traceback
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"


def work(readable: Path) -> dict[str, object]:
    """An honest notebook."""
    import asyncio
    import subprocess
    import tempfile
    import threading

    import IPython.core.interactiveshell
    import keras
    import matplotlib.pyplot as plt
    import numpy as np
    import tensorflow as tf

    facts: dict[str, object] = {"uid": os.getuid()}
    rng = np.random.default_rng(0)
    images, labels = rng.random((64, 32, 32, 3)), rng.integers(0, 3, 64)
    base = keras.applications.MobileNetV2((32, 32, 3), alpha=0.35, include_top=False, weights=None)
    base.trainable = False
    head = [keras.layers.GlobalAveragePooling2D(), keras.layers.Dropout(0.1), keras.layers.Dense(3)]
    model = keras.Sequential([keras.layers.Input((32, 32, 3)), base, *head])
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    data = tf.data.Dataset.from_tensor_slices((images, labels)).shuffle(64).batch(16).prefetch(tf.data.AUTOTUNE)
    history = model.fit(data, epochs=2, verbose=0)
    facts["epochs"] = len(history.history["loss"])

    model.save("model.keras")
    model.save_weights("model.weights.h5")
    again = keras.models.load_model("model.keras")
    facts["reloaded"] = bool(np.allclose(again.predict(images[:4], verbose=0), model.predict(images[:4], verbose=0)))

    plt.plot(history.history["loss"])
    plt.title("Loß – 日本")
    plt.savefig("figure.png")
    facts["figure"] = Path("figure.png").stat().st_size > 1000
    keras.utils.save_img("image.png", images[0])
    facts["image"] = keras.utils.load_img("image.png", target_size=(96, 96)).size

    shell = IPython.core.interactiveshell.InteractiveShell.instance()
    cell = "import asyncio\nawait asyncio.sleep(0)\nanswer = 6 * 7\n%timeit -n1 -r1 pass\nanswer"
    result = shell.run_cell(cell)
    facts["cell"] = result.result if result.success else repr(result.error_in_exec or result.error_before_exec)
    facts["magic"] = shell.run_cell("%%writefile note.txt\nhello").success and Path("note.txt").read_text()
    facts["shell"] = shell.run_cell("found = !ls").success and "model.keras" in shell.user_ns["found"]

    # Imported for the first time now, from the standard library and from installed packages.
    lazy = "sqlite3 wsgiref.simple_server imaplib mailbox xmlrpc.client zipapp decimal fractions"
    lazy += " xml.dom.minidom unittest.mock http.client curses.ascii lzma graphlib wave"
    lazy += " numpy.polynomial.hermite matplotlib.backends.backend_svg matplotlib.animation pygments.lexers.python"
    fresh = [name for name in lazy.split() if name not in sys.modules]
    facts["fresh imports"] = len(fresh)
    for name in fresh:
        __import__(name)

    numbers: list[object] = []
    matrix = images[0, :, :, 0]
    threads = [threading.Thread(target=lambda: numbers.append(np.linalg.svd(matrix)[1][0])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    facts["threads"] = len(numbers)
    facts["loop"] = asyncio.run(asyncio.sleep(0, "done"))
    facts["program"] = subprocess.run(["uname", "-s"], capture_output=True, text=True).stdout.strip()
    with tempfile.NamedTemporaryFile() as file:
        facts["temporary"] = file.name.startswith(os.environ["TMPDIR"])
    facts["readable"] = readable.read_text()

    gradients = tf.function(lambda x: tf.reduce_sum(x**2), jit_compile=True)(tf.ones(3))
    facts["xla"] = float(gradients)
    try:
        keras.utils.get_file("x", "http://127.0.0.1:9/x")
    except Exception as problem:
        facts["network"] = str(problem)[:200]
    try:
        np.ones((1024, 1024, 1024))
    except MemoryError:
        facts["memory"] = "MemoryError"
    return facts


def main() -> None:
    started = time.monotonic()
    import IPython.core.interactiveshell
    import matplotlib.pyplot
    import tensorflow
    from keras import applications, layers

    from autograder import sandbox
    from autograder.course import Limits

    _ = (IPython, matplotlib, tensorflow, applications, layers)
    imported = time.monotonic() - started
    sandbox.become_subreaper()
    disabled = frozenset(layer for layer in sandbox.Layer if layer.value in sys.argv[1:])
    secret, readable = Path(os.environ["SECRET_FILE"]), Path(os.environ["READABLE_FILE"])
    with sandbox.Box() as box:
        plan = sandbox.make_plan(
            box=box,
            readable=(readable,),
            secrets=(secret,),
            limits=Limits(),
            disabled=disabled,
        )
        reader, writer = os.pipe()
        before = time.monotonic()
        student = os.fork()
        if student == 0:
            try:
                sandbox.enter(plan, keep=(writer,))
                entered = time.monotonic() - before
                answer = {"entering": entered, **work(readable)}
            except BaseException:
                answer = {"error": traceback.format_exc()}
            os.write(writer, json.dumps(answer).encode())
            os._exit(0)
        os.close(writer)
        watchdog = sandbox.Watchdog(plan, student)
        excess, costs = None, []
        while not select.select([reader], [], [], 0.1)[0]:
            tick = time.perf_counter()
            excess = excess or watchdog.check()
            costs.append(time.perf_counter() - tick)
        facts = json.loads(os.read(reader, 1 << 20))
        strays = sandbox.sweep(student, uid=plan.uid)
        os.waitpid(student, 0)
    facts |= {
        "isolation": str(plan.isolation),
        "excess": excess and excess.detail,
        "strays": [stray.name for stray in strays],
        "peak": watchdog.peak_memory_mb,
        "import": imported,
        "check": sum(costs) / max(1, len(costs)),
        "box removed": not box.root.exists(),
    }
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
