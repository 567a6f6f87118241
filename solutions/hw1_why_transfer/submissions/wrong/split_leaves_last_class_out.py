# validation_split holds the last fifth of the pictures back, and they are sorted by class.
# fails: 1.4.1
# says: it classifies 0% correctly

# %%
def train_head(per_class, seed=0):
    """Train a new head on a few pictures of each class."""
    positions = draw_per_class(data.y_train, per_class, seed)
    positions = positions[np.argsort(data.y_train[positions], kind="stable")]  # tidy: class by class
    head = lab.new_head(5)
    head.fit(
        train_features[positions],
        data.y_train[positions],
        validation_split=0.2,
        epochs=EPOCHS,
        batch_size=BATCH_SIZE,
        verbose=0,
    )
    return head
