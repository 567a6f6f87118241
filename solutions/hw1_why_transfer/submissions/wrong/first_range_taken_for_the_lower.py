# The first range is taken to be the lower one.
# fails: 1.5.3
# says: Which of the two is passed first
# mistake: order of ranges taken for granted
# %%
def how_sure(accuracies):
    return sum(accuracies) / len(accuracies), min(accuracies), max(accuracies)


def ranges_overlap(one, other):
    return one[2] >= other[1]
