# Ranges that touch are taken to lie apart.
# fails: 1.5.3
# says: so that the ends belong to a range
# mistake: touching
# %%
def how_sure(accuracies):
    return sum(accuracies) / len(accuracies), min(accuracies), max(accuracies)


def ranges_overlap(one, other):
    return max(one[1], other[1]) < min(one[2], other[2])
