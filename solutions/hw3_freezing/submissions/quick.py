# Goes on top of every patch: three epochs on every fifth picture are enough for all checks but those of accuracy.
# leaves out: 3.4.2 3.4.3 3.5.6 3.5.7 3.5.8
# %% first
import keras

_whole_fit = keras.Model.fit


def _short_fit(self, x, y, *, epochs=1, validation_data=None, **others):
    if validation_data is not None:
        others["validation_data"] = [part[::5] for part in validation_data]
    return _whole_fit(self, x[::5], y[::5], epochs=min(epochs, 3), **others)


keras.Model.fit = _short_fit
