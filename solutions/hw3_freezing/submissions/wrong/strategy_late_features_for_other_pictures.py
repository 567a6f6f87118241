# Few pictures get a head on the last layer, whatever they show.
# fails: 3.8.1
# says: so few pictures cannot teach them anew
# mistake: choice of strategy
# %%
def choose_strategy(num_examples, similarity, budget):
    if num_examples < 20 or budget < 5:
        return "head only"
    return "everything, low rate" if num_examples >= 500 and budget >= 30 else "top blocks"
