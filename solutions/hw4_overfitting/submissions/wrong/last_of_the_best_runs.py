# With >=, a later run with the same score takes the place of the first.
# fails: 4.10.1
# says: share the highest validation score, it takes the last
# %%
def selection_optimism(val_scores, test_scores):
    chosen = 0
    for run, score in enumerate(val_scores):
        if score >= val_scores[chosen]:
            chosen = run
    return val_scores[chosen] - test_scores[chosen]
