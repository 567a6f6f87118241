# Many pictures of a similar kind get the top blocks alone, although there is time for everything.
# fails: 3.8.4
# says: whatever the pictures show
# mistake: choice of strategy
# %%
def choose_strategy(num_examples, similarity, budget):
    different = similarity < 0.3
    if num_examples < 20:
        return "head on earlier features" if different else "head only"
    if budget < 5:
        return "head only"
    return "everything, low rate" if num_examples >= 500 and different and budget >= 30 else "top blocks"
