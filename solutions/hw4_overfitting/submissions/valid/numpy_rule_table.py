# Unusual: everything as NumPy arrays, the rule table zipped with lab.DIAGNOSES, a Sequential model with softmax, EarlyStopping by its default monitor.
# whole

# %%
def generalization_gap(history):
    curves = np.array([history["accuracy"], history["val_accuracy"]], dtype=float)
    return float(np.subtract(*curves[:, -3:].mean(axis=1)))


print(generalization_gap({"accuracy": [0.5, 1.0], "val_accuracy": [0.5, 0.5]}), "should be 0.25")

# %%
def best_epoch(history):
    # argmin gives the first of several equal ones, counted from 0
    return int(np.argmin(history["val_loss"])) + 1

# %%
def arrays(history):
    return tuple(np.asarray(history[key], dtype=float) for key in ("loss", "val_loss", "accuracy", "val_accuracy"))


def diagnose(history):
    loss, val_loss, accuracy, val_accuracy = arrays(history)
    steps = np.diff(loss)
    wobble = np.abs(np.diff(val_accuracy[len(val_accuracy) // 2 :]))
    gap = generalization_gap(history)

    jumping = np.count_nonzero(steps > 0.1) * 3 >= max(len(steps), 1)
    blown_up = loss[-1] > 0.5 and loss[-1] >= 2 * loss.min()
    rows = (
        jumping or blown_up,
        wobble.size > 0 and wobble.mean() >= 0.05,
        accuracy[-3:].mean() < 0.65,
        gap >= 0.15 or val_loss[-1] >= 1.25 * val_loss.min(),
        gap <= -0.03,
        True,
    )
    return lab.DIAGNOSES[int(np.argmax(rows))]  # the first row that is true


for name, curves in lab.textbook_curves().items():
    print(f"{name:<28} {diagnose(curves)}")

# %%
readings = dict(
    zip(
        "ABCDEF",
        (
            "good fit",
            "overfitting",
            "noisy validation",
            "validation above training",
            "rate too high",
            "underfitting",
        ),
    )
)

# %%
answer_4_5: str = "s6"

# %%
answer_4_6 = "f" + str(4)

# %%
def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    history = model.fit(
        x=x_train,
        y=y_train,
        epochs=max_epochs,
        validation_data=(x_val, y_val),
        callbacks=[
            keras.callbacks.TerminateOnNaN(),
            # what it monitors unless told otherwise: val_loss
            keras.callbacks.EarlyStopping(patience=patience, restore_best_weights=True),
        ],
        verbose=0,
    )
    return model, history

# %%
print(f"Validation accuracy: {lab.goal('4.8.2'):.0%} or more.")
print(f"Validation loss above training loss: by {lab.goal('4.8.3'):.2f} at most.")


def build_repaired_model():
    model = keras.Sequential(
        [
            keras.Input(lab.IMAGE_SHAPE),
            keras.layers.RandomFlip("horizontal"),
            keras.layers.RandomTranslation(0.06, 0.06, fill_mode="nearest"),
            keras.layers.Rescaling(2 / 255, offset=-1.0),
            load_base(),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dropout(0.4),
            keras.layers.Dense(
                len(few.class_names), activation="softmax", kernel_regularizer=keras.regularizers.L2(0.08)
            ),
        ]
    )
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model

# %%
repaired, repaired_history = fit_until_best(build_repaired_model(), *few[:4], max_epochs=28, patience=7)
print(f"best epoch {best_epoch(repaired_history.history)} of {len(repaired_history.epoch)}")
print(f"{diagnose(repaired_history.history)}, gap {generalization_gap(repaired_history.history):+.2f}")
