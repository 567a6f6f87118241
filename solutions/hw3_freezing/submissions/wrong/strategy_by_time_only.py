# The strategy is chosen by time alone.
# fails: 3.8.1 3.8.2 3.8.3
# says: so few pictures that training more layers would only memorise them
# mistake: choice of strategy
# %%
def choose_strategy(num_examples, similarity, budget):
    if budget < 5:
        return "head only"
    return "top blocks" if budget < 30 else "everything, low rate"
