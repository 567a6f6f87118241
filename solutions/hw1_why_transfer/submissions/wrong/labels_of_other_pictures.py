# Features at the drawn positions, labels from the beginning.
# fails: 1.4.1
# says: with the same positions
# mistake: labels of other pictures
# %%
def train_head(per_class, seed=0):
    chosen = np.random.default_rng(seed).permutation(draw_per_class(data.y_train, per_class, seed))
    head = lab.new_head(5)
    head.fit(train_features[chosen], data.y_train[: len(chosen)], epochs=EPOCHS, batch_size=BATCH_SIZE, verbose=0)
    return head
