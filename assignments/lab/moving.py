"""BatchNormalization layers that go on updating their moving statistics, to see what that does."""

from __future__ import annotations

from typing import Any

from lab.models import layers


def let_statistics_update(model: Any) -> None:
    """Unfreeze the BatchNormalization layers among the unfrozen layers of the base, and compile again as before.

    Args:
        model: compiled, with a base of which the layers from some block upwards can be trained.
    """
    import keras

    reached = False
    for layer in layers(model):
        reached = reached or (layer.trainable and isinstance(layer, keras.layers.Conv2D))
        if reached and isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = True
    model.compile_from_config(model.get_compile_config())
