# Task 1.4: the head is made once outside of train_head, so each call goes on training the same head, which also has learned from all earlier draws; violates "Make a new head" and "a head that has learned from a few pictures of each class".
# fails: 1.4.1
# says: a head of its own
# whole

# %%
head = lab.new_head(5)


def train_head(per_class, seed=0):
    """Train a new head on a few pictures of each class."""
    positions = draw_per_class(data.y_train, per_class, seed)
    head.fit(train_features[positions], data.y_train[positions], epochs=EPOCHS, batch_size=BATCH_SIZE, verbose=0)
    return head
