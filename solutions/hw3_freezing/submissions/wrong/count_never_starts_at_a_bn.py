# Rows of BatchNormalization are skipped before the name is compared, so where `first` is one, nothing behind it counts; violates "`first` is the name of the first layer that is unfrozen" (3.2).
# fails: 3.2.2
# says: the head alone
# mistake: parameter count after a partial freeze
# whole
# %%
trainable_count = 1152 + 2048 + 325


def count_trainable(table, first):
    total = table[-1][2]  # the head
    reached = False
    for name, kind, parameters in table[:-1]:
        if kind == "BatchNormalization":
            continue
        if name == first:
            reached = True
        if reached:
            total += parameters
    return total
