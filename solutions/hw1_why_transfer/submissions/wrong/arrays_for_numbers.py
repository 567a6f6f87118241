# The ends are slices of an array, and no numbers.
# fails: 1.5.1
# says: Take single numbers out of lists and arrays
# %%
def how_sure(accuracies):
    in_order = np.sort(accuracies)
    return in_order.mean(), in_order[:1], in_order[-1:]


def ranges_overlap(one, other):
    return one[1] <= other[2] and other[1] <= one[2]
