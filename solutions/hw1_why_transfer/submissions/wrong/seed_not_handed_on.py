# Each seed makes another head, and all of them learn from the same pictures.
# fails: 1.4.1
# says: knows the pictures of its own seed better

# %%
def train_head(per_class, seed=0):
    """Train a new head on a few pictures of each class."""
    keras.utils.set_random_seed(seed)
    few = draw_per_class(data.y_train, per_class, seed=0)
    head = lab.new_head(5)
    head.fit(train_features[few], data.y_train[few], epochs=EPOCHS, batch_size=BATCH_SIZE, verbose=0)
    return head
