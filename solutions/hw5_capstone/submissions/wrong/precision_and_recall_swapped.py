# Recall first, then precision.
# fails: 5.8.2
# says: the same numbers in reverse order
# %%
def best_threshold(scores, truth, cost_miss, cost_false_alarm):
    def cost(threshold):
        opens = scores >= threshold
        return cost_miss * np.sum((truth == 1) & ~opens) + cost_false_alarm * np.sum((truth == 0) & opens)

    return max(scores, key=lambda threshold: (-cost(threshold), threshold))


def precision_and_recall(scores, truth, threshold):
    opens = scores >= threshold
    return np.mean(opens[truth == 1]), np.mean(truth[opens])
