# The threshold with the highest accuracy, whatever the mistakes cost.
# fails: 5.8.1
# says: makes the fewest mistakes, whatever each of them costs
# %%
def best_threshold(scores, truth, cost_miss, cost_false_alarm):
    return max(scores, key=lambda threshold: (np.mean((scores >= threshold) == truth), threshold))


def precision_and_recall(scores, truth, threshold):
    opens = scores >= threshold
    return np.mean(truth[opens]), np.mean(opens[truth == 1])
