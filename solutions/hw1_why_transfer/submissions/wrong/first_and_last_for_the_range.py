# The list is taken to be sorted.
# fails: 1.5.2
# says: Those are the first and the last in the list
# mistake: first and last
# %%
def how_sure(accuracies):
    return sum(accuracies) / len(accuracies), accuracies[0], accuracies[-1]


def ranges_overlap(one, other):
    return one[1] <= other[2] and other[1] <= one[2]
