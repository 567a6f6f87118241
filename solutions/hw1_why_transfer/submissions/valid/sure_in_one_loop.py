# One loop for all three numbers, which come back in a list; the range that begins lower is looked at first. 1 for True.
# %%
def how_sure(accuracies):
    total, lowest, highest = 0, float("inf"), float("-inf")
    for accuracy in accuracies:
        total += accuracy
        if accuracy < lowest:
            lowest = accuracy
        if accuracy > highest:
            highest = accuracy
    return [total / len(accuracies), lowest, highest]


def ranges_overlap(one, other):
    lower, upper = sorted([one[1:], other[1:]])
    return int(lower[1] >= upper[0])
