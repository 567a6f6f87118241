# Many pictures and little time give up, though the row of the top blocks fits.
# fails: 3.8.3
# says: gives 'head only'

# %%
def choose_strategy(num_examples, similarity, budget):
    """Advise how much of a model to train."""
    if num_examples < 20 and similarity < 0.3:
        return "head on earlier features"
    if budget < 5 or num_examples < 20:
        return "head only"
    if num_examples >= 500:
        if budget >= 30:
            return "everything, low rate"
        return "head only"
    return "top blocks"
