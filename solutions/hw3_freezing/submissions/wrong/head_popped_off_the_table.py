# The head is taken off the caller's table: the first answer is right, and the next one is not.
# fails: 3.2.2
# says: Called twice with the same `table`

# %%
trainable_count = 3525


def count_trainable(table, first):
    """Count the parameters that training may change."""
    _, _, count = table.pop()  # the head always learns
    reached = False
    for name, kind, parameters in table:
        reached = reached or name == first
        if reached and kind != "BatchNormalization":
            count += parameters
    return count
