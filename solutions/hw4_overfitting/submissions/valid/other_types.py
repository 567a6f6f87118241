# NumPy numbers, other spellings of the same words, choices by their text.
# %%
def generalization_gap(history):
    end = np.asarray([history["accuracy"], history["val_accuracy"]])[:, -3:].mean(axis=1)
    return np.float32(end[0]) - np.float32(end[1])


# %%
def best_epoch(history):
    return np.argmin(history["val_loss"]) + 1


# %%
answer_4_5 = " It overfits: use dropout, augmentation or a smaller head, and stop at the best epoch. "

# %%
answer_4_6 = "F4"

# %%
readings = dict(
    A="Good fit",
    B="OVERFITTING",
    C="noisy_validation",
    D=" validation above training ",
    E="Rate too high",
    F="Underfitting",
)
