# A sample's standard deviation in the place of the range; of a single draw it is taken to be 0.
# fails: 1.5.2
# says: less and plus the standard deviation
# mistake: standard deviation for range
# %%
def how_sure(accuracies):
    mean = np.mean(accuracies)
    deviation = np.std(accuracies, ddof=1) if len(accuracies) > 1 else 0
    return mean, mean - deviation, mean + deviation


def ranges_overlap(one, other):
    return one[1] <= other[2] and other[1] <= one[2]
