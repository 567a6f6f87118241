# The last three epochs are taken out of the caller's lists.
# fails: 4.1.1
# says: leaves `history` unchanged

# %%
def generalization_gap(history):
    """How much better the model does on what it has seen, at the end."""
    ends = []
    for name in ("accuracy", "val_accuracy"):
        values = history[name]
        last = [values.pop() for _ in range(min(3, len(values)))]
        ends.append(sum(last) / len(last))
    return ends[0] - ends[1]
