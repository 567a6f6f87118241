# Wrong: draw_per_class uses Generator.choice without replace=False, so the same picture can be drawn twice ("none twice"); all else is right, in a plain step-by-step style.
# fails: 1.3.2
# says: repetitions
# whole

# %%
EPOCHS = 8
BATCH_SIZE = 8


def train(network):
    clock = lab.stopwatch()
    history = network.fit(
        data.x_train, data.y_train,
        batch_size=BATCH_SIZE, epochs=EPOCHS,
        callbacks=[clock],
        validation_data=(data.x_val, data.y_val),
        shuffle=True, verbose=2,
    )
    return history

# %%
print("training from scratch, get a coffee")
scratch_history = train(network=scratch)

# %%
print(f"The goal for the pretrained base is a validation accuracy of at least {lab.goal('1.1'):.0%}.")
transfer_history = train(network=transfer)

# %%
def epochs_to_reach(history, target):
    accuracies = list(lab.curves_of(history)["val_accuracy"])
    epoch = 0
    while epoch < len(accuracies):
        epoch += 1
        if accuracies[epoch - 1] >= target:
            return epoch

# %%
def draw_per_class(labels, per_class, seed):
    generator = np.random.default_rng(seed)
    positions = np.empty(0, dtype=int)
    for label in np.unique(labels):
        of_this_class = np.where(labels == label)[0]
        few = generator.choice(of_this_class, size=per_class)
        positions = np.append(positions, few)
    return positions

# %%
def train_head(per_class, seed=0):
    few = draw_per_class(data.y_train, per_class, seed)
    few_features = train_features[few]
    few_labels = data.y_train[few]
    head = lab.new_head(5)
    head.fit(few_features, few_labels, epochs=EPOCHS, batch_size=BATCH_SIZE, verbose=0)
    return head

# %%
print(f"The goal with 5 pictures per class is a validation accuracy of at least {lab.goal('1.4'):.0%}.")

accuracy_curve = {5: None, 10: None, 20: None, 40: None}
for number in list(accuracy_curve):
    accuracy_curve[number] = lab.accuracy(train_head(number), val_features, data.y_val)

# %%
answer_1_7 = "k7"

# %%
answer_1_8 = "t3"
