# Wrong: the base is loaded once in the cell and shared by all models of build_spotter, so after a fine-tuning the next "new" model starts with a base that has learned already (the text: builds a **new** model, from nothing).
# fails: 5.3.1
# says: a base of its own
# whole

# %%
def is_cat(labels, class_names):
    cat = list(class_names).index("cat")
    answer = np.zeros(len(labels), dtype="int64")
    answer[np.asarray(labels) == cat] = 1
    return answer


cats_train = is_cat(data.y_train, data.class_names)
cats_val = is_cat(data.y_val, data.class_names)
if lab.answered(cats_train):
    print(f"{cats_train.sum()} of {len(cats_train)} training pictures show a cat.")

# %%
def balanced_accuracy(truth, guesses):
    truth, guesses = np.array(truth, bool), np.array(guesses, bool)
    share_cats = (truth & guesses).sum() / truth.sum()
    share_others = (~truth & ~guesses).sum() / (~truth).sum()
    return 0.5 * (share_cats + share_others)

# %%
# loading takes a while, once is enough
mobile_net = keras.applications.MobileNetV2(
    input_shape=lab.IMAGE_SHAPE, include_top=False, weights=lab.WEIGHTS, alpha=lab.ALPHA
)


def build_spotter():
    mobile_net.trainable = False
    for layer in mobile_net.layers:
        layer.trainable = False
    picture = keras.layers.Input(shape=lab.IMAGE_SHAPE)
    scaled = keras.layers.Rescaling(scale=1 / 127.5, offset=-1)(picture)
    maps = mobile_net(scaled)
    numbers = keras.layers.GlobalAveragePooling2D()(maps)
    numbers = keras.layers.Dropout(0.2)(numbers)
    probability = keras.layers.Dense(1, activation="sigmoid")(numbers)
    model = keras.Model(inputs=picture, outputs=probability)
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss="binary_crossentropy", metrics=["accuracy"])
    return model


lab.describe(build_spotter())

# %%
import tensorflow as tf


def train_spotter(strategy, pictures, cats):
    batches = tf.data.Dataset.from_tensor_slices((pictures, cats)).shuffle(len(cats)).batch(32)
    weights = {0: 1.0, 1: 4.0}

    model = build_spotter()
    model.fit(batches, epochs=15, class_weight=weights, verbose=0)
    if strategy == "only the head":
        return model

    # strategy "head and last block"
    base = next(layer for layer in model.layers if isinstance(layer, keras.Model))
    base.trainable = True
    learns = False
    for layer in base.layers:
        if layer.name == "block_16_expand":
            learns = True
        layer.trainable = learns
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False
    model.compile(optimizer=keras.optimizers.Adam(0.0003), loss="binary_crossentropy", metrics=["accuracy"])
    model.fit(batches, epochs=6, class_weight=weights, verbose=0)
    return model


run_1 = lab.record_run(train_spotter, "only the head", (data.x_train, cats_train), (data.x_val, cats_val))
run_2 = lab.record_run(train_spotter, "head and last block", (data.x_train, cats_train), (data.x_val, cats_val))
runs = [run_1, run_2]

# %%
for mark, task in (("bronze", "5.5.6"), ("silver", "5.5.7"), ("gold", "5.5.8")):
    print(f"{mark}: a balanced accuracy of at least {lab.goal(task):.0%}")

choice = "head and last block"

# %%
answer_5_6 = "n6"
