# A single draw is said to have no range: 0 to 0.
# fails: 1.5.2
# says: treat a list of one like any other
# mistake: single draw
# %%
def how_sure(accuracies):
    if len(accuracies) == 1:
        return accuracies[0], 0.0, 0.0
    return np.mean(accuracies), np.min(accuracies), np.max(accuracies)


def ranges_overlap(one, other):
    return one[1] <= other[2] and other[1] <= one[2]
