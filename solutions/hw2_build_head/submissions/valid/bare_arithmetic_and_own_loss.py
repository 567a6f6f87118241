# Layers frozen one by one, bare arithmetic for scaling and pooling, and a loss of its own for logits.

# %%
def load_base():
    """Load the pretrained base model, without its top, and freeze it."""
    base = keras.applications.mobilenet_v2.MobileNetV2(lab.IMAGE_SHAPE, lab.ALPHA, False, lab.WEIGHTS)
    for layer in base.layers:
        layer.trainable = False
    return base


lab.describe(load_base())

# %%
def build_model(num_classes):
    """Put a new head on the frozen base."""
    pictures = keras.Input(lab.IMAGE_SHAPE, name="raw_pictures")
    maps = load_base()(pictures / 127.5 - 1.0, training=False)
    features = keras.ops.mean(maps, axis=(1, 2))
    return keras.Model(inputs=pictures, outputs=keras.layers.Dense(units=num_classes)(features), name="album_sorter")

# %%
output_shape = lambda batch_size, num_classes: (batch_size, num_classes)
predicted_shape = output_shape(1, 5)

# %%
def head_parameter_count(num_features, num_classes):
    """Count the parameters of a dense layer."""
    one_unit = num_features + 1  # a weight for each feature, and its bias
    return sum(one_unit for _ in range(num_classes))

# %%
def cross_entropy(labels, logits):
    """Minus the logarithm of the probability that the right class got, for each picture."""
    labels = keras.ops.cast(keras.ops.reshape(labels, (-1,)), "int32")
    right = keras.ops.one_hot(labels, logits.shape[-1])
    return keras.ops.logsumexp(logits, axis=-1) - keras.ops.sum(right * logits, axis=-1)


def compile_model(model, learning_rate=0.003):
    """Get a model from build_model ready for training."""
    falling = keras.optimizers.schedules.ExponentialDecay(learning_rate, decay_steps=200, decay_rate=0.7)
    model.compile(
        optimizer=keras.optimizers.SGD(falling, momentum=0.9, nesterov=True),
        loss=cross_entropy,
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
    )
    return model

# %%
print(f"The goal is a validation accuracy of at least {lab.goal('2.6'):.0%}.")

model = compile_model(build_model(len(data.class_names)), learning_rate=0.02)
history = model.fit(
    x=data.x_train,
    y=data.y_train,
    batch_size=16,
    epochs=30,
    verbose=2,
    validation_data=(data.x_val, data.y_val),
    callbacks=[keras.callbacks.EarlyStopping(monitor="val_loss", patience=10, restore_best_weights=True)],
)
