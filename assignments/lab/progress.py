"""A progress bar for training: one line that fills up, instead of many lines."""

from __future__ import annotations

import time
from typing import Any

_WIDTH = 24
_SECONDS_BETWEEN = 0.2  # drawing more often would slow training down


def progress() -> Any:
    """A callback for ``fit`` that shows how far training is; use it with ``verbose=0``.

    Returns:
        keras.callbacks.Callback: create a new one for each training run.
    """
    import keras
    from IPython.display import display

    class Progress(keras.callbacks.Callback):  # type: ignore[misc]
        def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
            self._start = time.perf_counter()
            self._drawn = 0.0
            self._epoch = self._batch = 0
            self._told = ""
            self._line = display(_bundle(0.0, "starting"), raw=True, display_id=True)

        def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
            self._batch = batch + 1
            if time.perf_counter() - self._drawn >= _SECONDS_BETWEEN:
                self._draw()

        def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
            self._epoch, self._batch = epoch + 1, 0
            self._told = in_words(logs or {})
            self._draw()

        def on_train_end(self, logs: dict[str, float] | None = None) -> None:
            seconds = time.perf_counter() - self._start
            self._show(1.0, f"{self._epoch} epochs in {seconds:.0f} s{self._told}")

        def _draw(self) -> None:
            self._drawn = time.perf_counter()
            epochs, batches = self.params["epochs"], self.params.get("steps") or 0
            done = (self._epoch + (self._batch / batches if batches else 0)) / epochs
            self._show(done, f"epoch {min(self._epoch + 1, epochs)} of {epochs}{self._told}")

        def _show(self, done: float, words: str) -> None:
            if self._line is not None:  # outside a notebook there is nothing to draw on
                self._line.update(_bundle(done, words), raw=True)

    return Progress()


def in_words(logs: dict[str, float]) -> str:
    """What an epoch's numbers say of accuracy, e.g. ``" · accuracy 80%, validation 71%"``."""
    said = [
        f"{kind} {logs[name]:.0%}"
        for name, kind in (("accuracy", "accuracy"), ("val_accuracy", "validation"))
        if name in logs
    ]
    return f" · {', '.join(said)}" if said else ""


def _bundle(done: float, words: str) -> dict[str, str]:
    share = min(max(done, 0.0), 1.0)
    filled = round(_WIDTH * share)
    page = (
        f'<div><progress value="{share:.3f}" max="1" aria-label="training" style="width: 16em; vertical-align: middle">'
        f"</progress>&ensp;{words}</div>"
    )
    return {"text/html": page, "text/plain": f"[{'#' * filled}{'.' * (_WIDTH - filled)}] {words}"}
