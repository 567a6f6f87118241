# A table of all thresholds against all pictures.
# %%
def best_threshold(scores, truth, cost_miss, cost_false_alarm):
    cuts = np.sort(scores)[::-1]
    opens = scores[None, :] >= cuts[:, None]
    wrong = opens != (truth == 1)
    return float(cuts[np.argmin(np.where(truth == 1, cost_miss, cost_false_alarm) @ wrong.T)])


def precision_and_recall(scores, truth, threshold):
    opens = (np.asarray(scores) >= threshold).astype(int)
    both = int(opens @ truth)
    return [both / int(opens.sum()), both / int(truth.sum())]
