# The costs weigh shares of the two classes in place of numbers of mistakes.
# fails: 5.8.1
# says: not by their share
# %%
def best_threshold(scores, truth, cost_miss, cost_false_alarm):
    def cost(threshold):
        opens = scores >= threshold
        return cost_miss * np.mean(~opens[truth == 1]) + cost_false_alarm * np.mean(opens[truth == 0])

    return max(scores, key=lambda threshold: (-cost(threshold), threshold))


def precision_and_recall(scores, truth, threshold):
    opens = scores >= threshold
    return np.mean(truth[opens]), np.mean(opens[truth == 1])
