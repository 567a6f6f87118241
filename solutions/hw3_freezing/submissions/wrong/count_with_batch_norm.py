# Mistake 34: gamma and beta of frozen BatchNormalization layers are counted.
# fails: 3.2.1 3.2.2
# says: gamma and beta
# mistake: parameter count after a partial freeze
# %%
trainable_count = 3717


def count_trainable(table, first):
    start = len(table) - 1 if first is None else [row[0] for row in table].index(first)
    return sum(size // 2 if kind == "BatchNormalization" else size for _, kind, size in table[start:])
