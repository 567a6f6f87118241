# A range that holds the whole of the other is overlooked.
# fails: 1.5.3
# says: the second range holds the whole of the first
# mistake: one end inside
# %%
def how_sure(accuracies):
    return sum(accuracies) / len(accuracies), min(accuracies), max(accuracies)


def ranges_overlap(one, other):
    return one[1] <= other[1] <= one[2] or one[1] <= other[2] <= one[2]
