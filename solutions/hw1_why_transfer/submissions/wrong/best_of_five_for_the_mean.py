# The best draw stands for all of them.
# fails: 1.5.1
# says: The best of several draws is the luckiest one
# mistake: one draw stands for all
# %%
def how_sure(accuracies):
    return max(accuracies), min(accuracies), max(accuracies)


def ranges_overlap(one, other):
    return one[1] <= other[2] and other[1] <= one[2]
