# The list is sorted in place, to have its ends at hand. All numbers are right, whenever the function is asked.
# fails: 1.5.1
# says: leaves `accuracies` unchanged
# mistake: argument changed
# %%
def how_sure(accuracies):
    mean = sum(accuracies) / len(accuracies)
    if len(accuracies) > 1:
        accuracies.sort()
    return mean, accuracies[0], accuracies[-1]


def ranges_overlap(one, other):
    return one[1] <= other[2] and other[1] <= one[2]
