# Mistake 34: the number of the frozen parameters is read for that of the trainable ones.
# fails: 3.2.1
# says: counts the parameters that stay frozen
# mistake: parameter count after a partial freeze
# %%
trainable_count = 880


def count_trainable(table, first):
    start = len(table) - 1 if first is None else [row[0] for row in table].index(first)
    return sum(size for _, kind, size in table[start:] if kind != "BatchNormalization")
