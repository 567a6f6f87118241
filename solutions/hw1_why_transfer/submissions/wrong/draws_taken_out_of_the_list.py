# Lowest and highest are taken out of the caller's own list.
# fails: 1.5.1
# says: `accuracies`
# %%
def how_sure(accuracies):
    mean = sum(accuracies) / len(accuracies)
    if len(accuracies) == 1:
        return mean, mean, mean
    accuracies.sort()
    return mean, accuracies.pop(0), accuracies.pop()


def ranges_overlap(one, other):
    return one[1] <= other[2] and other[1] <= one[2]
