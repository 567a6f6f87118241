# Of thresholds that cost the same, the lowest is returned.
# fails: 5.8.1
# says: which costs no more than
# %%
def best_threshold(scores, truth, cost_miss, cost_false_alarm):
    def cost(threshold):
        opens = scores >= threshold
        return cost_miss * np.sum((truth == 1) & ~opens) + cost_false_alarm * np.sum((truth == 0) & opens)

    return min(scores, key=lambda threshold: (cost(threshold), threshold))


def precision_and_recall(scores, truth, threshold):
    opens = scores >= threshold
    return np.mean(truth[opens]), np.mean(opens[truth == 1])
