# The door opens only where a score is above the threshold.
# fails: 5.8.1 5.8.2
# says: stays shut where a score equals the threshold
# %%
def best_threshold(scores, truth, cost_miss, cost_false_alarm):
    def cost(threshold):
        opens = scores > threshold
        return cost_miss * np.sum((truth == 1) & ~opens) + cost_false_alarm * np.sum((truth == 0) & opens)

    return max(scores, key=lambda threshold: (-cost(threshold), threshold))


def precision_and_recall(scores, truth, threshold):
    opens = scores > threshold
    return np.mean(truth[opens]), np.mean(opens[truth == 1])
