# The median in the place of the mean.
# fails: 1.5.1
# says: That is the median
# mistake: median
# %%
def how_sure(accuracies):
    return float(np.median(accuracies)), min(accuracies), max(accuracies)


def ranges_overlap(one, other):
    return one[1] <= other[2] and other[1] <= one[2]
