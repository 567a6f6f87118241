# The loop assigns instead of adding up, so the mean is the last draw.
# fails: 1.5.1
# says: That is the last accuracy in the list
# mistake: one draw stands for all
# %%
def how_sure(accuracies):
    for accuracy in accuracies:
        mean = accuracy
    return mean, min(accuracies), max(accuracies)


def ranges_overlap(one, other):
    return one[1] <= other[2] and other[1] <= one[2]
