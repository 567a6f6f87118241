# Task 1.4: believes that one head is enough, as "the head is what learns": makes it once, outside of the function, and
# every call of train_head goes on training it. What it learned from earlier draws stays in it.
# fails: 1.4.1
# says: inside `train_head`
# mistake: one head for all
# %%
my_head = lab.new_head(5)


def train_head(per_class, seed=0):
    """Train the head on a few pictures of each class."""
    positions = draw_per_class(data.y_train, per_class, seed)
    my_head.fit(train_features[positions], data.y_train[positions], epochs=EPOCHS, batch_size=BATCH_SIZE, verbose=0)
    return my_head


# %%
print(f"The goal with 5 pictures per class is a validation accuracy of at least {lab.goal('1.4'):.0%}.")

accuracy_curve = {}
for count in (5, 10, 20, 40):
    accuracy_curve[count] = lab.accuracy(train_head(count), val_features, data.y_val)
