# Goes straight on to phase 2, keeps the histories as dictionaries, counts by comprehension, and answers in other words.
# %%
trainable_count = 1152.0 + 2048 + 325


def count_trainable(table: list, first: str | None) -> int:
    names = [row[0] for row in table]
    start = len(table) - 1 if first is None else names.index(first)
    return sum(size for _, kind, size in table[start:] if "Normalization" not in kind)


# %%
head_rate = 1e-2
base = load_base()
model = add_head(base, num_classes)
model = prepare(model, base, None, head_rate)
history_1 = model.fit(data.x_train, data.y_train, epochs=12, validation_split=0.1, verbose=0).history
weights_1 = tuple(model.get_weights())

# %%
fine_rate = 5e-4
prepare(model, base, "block_13_expand", fine_rate)
history_2 = model.fit(data.x_train, data.y_train, epochs=10, batch_size=16, verbose=0)


# %%
def choose_strategy(num_examples, similarity, budget):
    few, little_time, other = num_examples < 25, budget <= 4, similarity < 0.35
    if few and other:
        return "head on earlier  features"
    if few or little_time:
        return "Head only"
    return "everything, low rate" if num_examples > 400 and budget > 29 else "top blocks"


# %%
answer_3_7 = "K5"

# %%
answer_3_9 = "R4"
