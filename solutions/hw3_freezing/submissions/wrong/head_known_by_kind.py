# Every Dense layer is taken for the head, wherever it stands.
# fails: 3.2.2
# says: too many
# mistake: parameter count after a partial freeze

# %%
trainable_count = 1152 + 2048 + 325


def count_trainable(table, first):
    """Count the parameters that training may change."""
    count = 0
    reached = False
    for name, kind, parameters in table:
        if name == first:
            reached = True
        if kind == "Dense" or (reached and kind != "BatchNormalization"):
            count += parameters
    return count
