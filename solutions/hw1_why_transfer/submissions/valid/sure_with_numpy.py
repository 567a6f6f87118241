# NumPy for both: an array of three numbers, and the highest low end against the lowest high end.
# %%
def how_sure(accuracies):
    accuracies = np.asarray(accuracies)
    return np.array([accuracies.mean(), accuracies.min(), accuracies.max()])


def ranges_overlap(one, other):
    _, low, high = np.array([one, other]).T
    return low.max() <= high.min()
