# Mistake: scales twice - fit gets pictures divided by 255 although the model itself scales raw pixels; all else is right.
# fails: 2.6.1
# says: scaled to 0 … 1 beforehand
# mistake: scaled twice
# whole

# %%
def load_base():
    # the eyes
    mobilenet = keras.applications.MobileNetV2(
        weights=lab.WEIGHTS,
        include_top=False,
        alpha=lab.ALPHA,
        input_shape=lab.IMAGE_SHAPE,
        pooling=None,
    )
    setattr(mobilenet, "trainable", False)
    print("weights that can be trained:", len(mobilenet.trainable_weights))
    return mobilenet


lab.describe(load_base())

# %%
def build_model(num_classes):
    picture = keras.layers.Input(lab.IMAGE_SHAPE)
    # 0 ... 255  ->  0 ... 2  ->  -1 ... 1
    small = picture / 127.5 - 1.0
    base = load_base()
    maps = base(small, training=False)
    height, width = base.output_shape[1:3]
    # a window as large as the whole map: this is the average of each map
    averages = keras.layers.AveragePooling2D(pool_size=(height, width))(maps)
    averages = keras.layers.Reshape((base.output_shape[-1],))(averages)
    some = keras.layers.Dropout(0.2)(averages)
    answer = keras.layers.Dense(num_classes, activation=keras.activations.softmax)(some)
    finished = keras.Model(picture, answer)
    return finished

# %%
predicted_shape = 1, 5


def output_shape(batch_size, num_classes):
    rows = batch_size
    columns = num_classes
    shape = (rows, columns)
    return shape

# %%
def head_parameter_count(num_features, num_classes):
    total = 0
    for _ in range(num_classes):
        total += num_features  # the weights of this unit
        total += 1  # its bias
    return total

# %%
def compile_model(model, learning_rate=0.003):
    opt = keras.optimizers.RMSprop(learning_rate=learning_rate)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=False)
    model.compile(optimizer=opt, loss=loss, metrics=["accuracy"])
    return model

# %%
print(f"The goal is a validation accuracy of at least {lab.goal('2.6'):.0%}.")


def ready(pictures):
    """Networks like small numbers."""
    return pictures / 255.0


model = build_model(len(data.class_names))
model = compile_model(model, 0.002)
history = model.fit(
    ready(data.x_train),
    data.y_train,
    validation_data=(ready(data.x_val), data.y_val),
    epochs=20,
    verbose=2,
)
