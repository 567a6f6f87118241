# Costs by sorting and running sums; precision and recall by counting, as an array.
# %%
def best_threshold(scores, truth, cost_miss, cost_false_alarm):
    cuts = np.unique(scores)
    order = np.argsort(scores)
    ranked, cats = scores[order], truth[order]
    places = np.searchsorted(ranked, cuts)  # so many are below each of them
    below = np.concatenate([[0], np.cumsum(cats)])[places]
    kept_out = places - below
    costs = cost_miss * below + cost_false_alarm * (np.sum(truth == 0) - kept_out)
    return cuts[len(cuts) - 1 - np.argmin(costs[::-1])]


def precision_and_recall(scores, truth, threshold):
    let_in = [cat for score, cat in zip(scores, truth) if score >= threshold]
    return np.array([sum(let_in) / len(let_in), sum(let_in) / sum(truth)])
