# Ranges are taken to overlap if the mean of one lies in the other.
# fails: 1.5.3
# says: Their means do not decide
# mistake: ranges compared by means
# %%
def how_sure(accuracies):
    return sum(accuracies) / len(accuracies), min(accuracies), max(accuracies)


def ranges_overlap(one, other):
    return one[1] <= other[0] <= one[2] or other[1] <= one[0] <= other[2]
