# The sum is divided by five, however many draws there are.
# fails: 1.5.1
# says: Divide by `len(accuracies)`
# mistake: always five
# %%
def how_sure(accuracies):
    return sum(accuracies) / 5, min(accuracies), max(accuracies)


def ranges_overlap(one, other):
    return one[1] <= other[2] and other[1] <= one[2]
