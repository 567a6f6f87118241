# The mean, less and plus the standard deviation, in the place of the range.
# fails: 1.5.2
# says: less and plus the standard deviation
# mistake: standard deviation for range
# %%
def how_sure(accuracies):
    mean, deviation = float(np.mean(accuracies)), float(np.std(accuracies))
    return mean, mean - deviation, mean + deviation


def ranges_overlap(one, other):
    return one[1] <= other[2] and other[1] <= one[2]
