# %% [raw]
# # ASSIGNMENT CONFIG
# name: hw1_why_transfer
# init_cell: false
# export_cell: false
# tests:
#     files: true
#     ok_format: false

# %% [markdown]
# # Why transfer learning works
#
# **About 50 minutes · 100 points · the cells run for about two minutes in all**
#
# Mira looks after the picture archive of a small animal shelter. Each new picture has to go into the right album: cat,
# dog, rabbit, bear or fox. She has sorted 40 pictures of each animal by hand, and is tired of it.
#
# "Let a network do it," says Sam, who helps out on Saturdays. "It can learn from your 200 pictures."
#
# "I know someone who has been sorting pictures for years," says Mira. "For another archive, with other albums. But she
# knows what to look for. Wouldn't she learn our albums much faster?"
#
# Who is right? A race will tell. Two networks with exactly the same layers start under different conditions:
#
# - The one trained **from scratch** starts with random numbers as its *weights*. It has to learn everything from Mira's
#   pictures.
# - The one with a **pretrained base** has already been trained on many more pictures, for another task. That part of it,
#   its *base*, stays as it is: it is *frozen*. Only the last layer, its *head*, is new and learns from Mira's pictures.
#
# Using what was learned on one task for another task is called *transfer learning*.
#
# When you are done, you can
#
# - compare two training runs fairly, in epochs and in seconds,
# - read from the history of a training run when it reached a target,
# - draw a small training set with the same number of examples from each class,
# - say how accuracy grows with the number of examples, and why a pretrained base needs so few,
# - tell a difference from the luck of one draw.
#
# **How this notebook works.** Replace every `...` with your answer, and run the cells from top to bottom. After each
# task there is a check. Checks are free: they tell you early what is missing. The points come from the grader, which
# looks at your work more closely after you hand it in. Stuck? Open a new cell and run `lab.hint("1.1")` with the number
# of the task. Each call gives one more hint, and hints cost nothing.

# %%
import lab  # before Keras: it keeps start-up messages out of your notebook
import keras
import numpy as np

grader = lab.grader("hw1_why_transfer.ipynb")
keras.utils.set_random_seed(11)

# %% [markdown]
# ## Look at the pictures first
#
# There are two sets. The networks learn from the *training set*. The *validation set* is held out: no network learns
# from it, so it tells us how well a network does on pictures that it has not been trained on.

# %%
data = lab.load_data()
print("training:  ", data.x_train.shape)
print("validation:", data.x_val.shape)
print("classes:   ", ", ".join(data.class_names))
lab.show_images(data.x_train, data.y_train, data.class_names)

# %% [markdown]
# Here is what a pretrained base sees in the first picture. Each small image is bright where a layer has found the
# pattern that it responds to. The first layer finds edges and colours, later ones textures and parts. Edges are edges,
# whether of an owl or of a cat. Sam's network has to learn even those from scratch.

# %% tags=["skip-while-grading"]
lab.show_feature_maps(data.x_train[0])

# %% [markdown]
# Here are the two networks. They have the same layers and take the same pictures. Look at the last lines: how many of
# the parameters (the numbers in a network) will training change?
#
# *One detail, to be fair to Sam:* networks like ours keep *moving statistics* (running averages) while they train. The
# original network updates them so slowly that after a training run as short as ours, a network trained from scratch would
# still be guessing. We update them faster, so that the race is fair.

# %%
scratch = lab.network_from_scratch(len(data.class_names))
transfer = lab.network_with_pretrained_base(len(data.class_names))

print("From scratch")
lab.describe(scratch)
print("\nPretrained base")
lab.describe(transfer)

# %% [markdown]
# ## Predict before you run
#
# What accuracy on the validation set will each network reach after 8 epochs? Replace the `...` with shares between 0 and
# 1, such as 0.5. A guess cannot be wrong: it is not graded, and it makes you look more closely at what comes out. It is
# written in the cell, so it is still there when you run the notebook again.

# %% tags=["skip-while-grading"]
race_guesses = {"from scratch": ..., "pretrained base": ...}

# %% [raw]
# # BEGIN QUESTION
# name: "1.1"
# keeps: [scratch, transfer]

# %% [markdown]
# ## Task 1.1: Run the race
#
# **26 points · about 11 minutes**
#
# A race is fair when both have the same budget: the same pictures, the same number of epochs, the same batch size. One
# *epoch* is one pass over the training set. Within an epoch, a network sees the pictures in *batches*, and after each
# batch its weights are updated by one small step.
#
# So train both with one function. Complete `train(network)`. It calls `network.fit` and returns what `fit` returns, the
# *history*. Pass to `fit`
#
# - all the training pictures `data.x_train` and their labels `data.y_train`,
# - the pair `(data.x_val, data.y_val)` as `validation_data`, so that it evaluates the network after every epoch,
# - `EPOCHS` and `BATCH_SIZE`, which are set for you,
# - `callbacks=[lab.stopwatch()]`, so that the history also holds the seconds that each epoch took.
#
# With `verbose=2`, `fit` prints one line per epoch. Then train both networks with your function, and keep the two
# histories. The network trained from scratch may take a minute.
#
# The last cell of the race prints your goal: a validation accuracy for the network with the pretrained base. The one
# trained from scratch has no goal. It is allowed to lose.

# %% [raw]
# # BEGIN SOLUTION

# %%
EPOCHS = 8
BATCH_SIZE = 8


def train(network):
    """Train a network on the training pictures.

    Args:
        network: compiled and ready to be trained.

    Returns:
        keras.callbacks.History: what fit returned, with validation accuracy and seconds for each
        epoch.
    """
    # BEGIN SOLUTION NO PROMPT
    return network.fit(
        data.x_train,
        data.y_train,
        validation_data=(data.x_val, data.y_val),
        epochs=EPOCHS,
        batch_size=BATCH_SIZE,
        callbacks=[lab.stopwatch()],
        verbose=2,
    )
    # END SOLUTION
    """  # BEGIN PROMPT
    return ...
    """  # END PROMPT


# %% [raw]
# # END SOLUTION

# %% [markdown]
# Now the race itself: first the network trained from scratch, then the one with the pretrained base. If you want to run
# it again, first run the cell above that creates the two networks. Otherwise they continue from where they are.

# %% [raw]
# # BEGIN SOLUTION

# %%
# BEGIN SOLUTION NO PROMPT
scratch_history = train(scratch)
# END SOLUTION
"""  # BEGIN PROMPT
scratch_history = ...
"""  # END PROMPT

# %%
print(f"The goal for the pretrained base is a validation accuracy of at least {lab.goal('1.1'):.0%}.")

# BEGIN SOLUTION NO PROMPT
transfer_history = train(transfer)
# END SOLUTION
"""  # BEGIN PROMPT
transfer_history = ...
"""  # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
"""  # BEGIN TEST CONFIG
success_message: Both networks had the same budget, and both histories are complete.
"""  # END TEST CONFIG


def test_race(scratch, transfer, scratch_history, transfer_history):
    from lab.checks import hw1

    hw1.check_race(scratch, transfer, scratch_history, transfer_history)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### What just happened
#
# Guessing gets one picture in five right. Where does each network start, and how far does it get?

# %%
lab.plot_race({"from scratch": scratch_history, "pretrained base": transfer_history}, target=0.7, guessing=1 / 5)

# %% [markdown]
# How close was your guess?

# %% tags=["skip-while-grading"]
if lab.answered(scratch_history, transfer_history):
    ends = {
        name: lab.curves_of(history)["val_accuracy"][-1]
        for name, history in (("from scratch", scratch_history), ("pretrained base", transfer_history))
    }
    lab.compare_guesses(race_guesses, ends)

# %% [markdown]
# Two things are worth a second look:
#
# - The network with the pretrained base is good after a single epoch. Its head has little to learn, because the base
#   already turns each picture into features that are easy to classify.
# - Its epochs are shorter, too. A frozen base only needs a forward pass: no gradients are computed for it, and none of
#   its weights are updated.
#
# And the network trained from scratch? Look at the lines that `fit` printed above. In the end it is hardly better than
# guessing, even on the *training* set. It would have to learn useful features first, and a few passes over 200 pictures
# are not enough for that.

# %% [raw]
# # BEGIN QUESTION
# name: "1.2"

# %% [markdown]
# ## Task 1.2: When was the target reached?
#
# **16 points · about 7 minutes**
#
# "Much faster" is not a number. This is: after how many epochs did a network reach a given validation accuracy?
#
# Complete `epochs_to_reach(history, target)`. The validation accuracies, one for each epoch, are in the list
# `lab.curves_of(history)["val_accuracy"]`. Return
#
# - the number of the first epoch whose validation accuracy is `target` or more. The first epoch is number 1.
# - `None`, if no epoch reached the target.

# %% [raw]
# # BEGIN SOLUTION


# %%
def epochs_to_reach(history, target):
    """Count the epochs until a target is reached.

    Args:
        history: what fit returned, or the dictionary in it; lab.curves_of takes both. It is left
            as it is.
        target: the validation accuracy to reach, between 0 and 1.

    Returns:
        int: the number of the first epoch, counted from 1, with at least this validation
        accuracy; None if there is no such epoch.
    """
    # BEGIN SOLUTION NO PROMPT
    for epoch, accuracy in enumerate(lab.curves_of(history)["val_accuracy"], start=1):
        if accuracy >= target:
            return epoch
    return None
    # END SOLUTION
    """  # BEGIN PROMPT
    return ...
    """  # END PROMPT


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
"""  # BEGIN TEST CONFIG
success_message: Your function finds the epoch, and knows when there is none.
"""  # END TEST CONFIG


def test_epochs_to_reach(epochs_to_reach):
    from lab.checks import hw1

    hw1.check_epochs_to_reach(epochs_to_reach)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# Ask your function about the race, with a few targets. `None` means: not within this budget.

# %%
if lab.answered(scratch_history, transfer_history, epochs_to_reach({"val_accuracy": [0.5]}, 0.4)):
    for target in (0.25, 0.5, 0.7):
        print(f"to reach {target:.0%}:")
        print("   from scratch:   ", epochs_to_reach(scratch_history, target))
        print("   pretrained base:", epochs_to_reach(transfer_history, target))

# %% [raw]
# # BEGIN QUESTION
# name: "1.3"

# %% [markdown]
# ## Task 1.3: Draw a small training set
#
# **17 points · about 9 minutes**
#
# Mira wishes that she had sorted fewer pictures by hand. Would 20 of each animal have been enough? Or 5? To find out, you
# need small training sets with the same number of pictures in every class. From twenty cats and a single fox, a network
# would learn that foxes hardly exist.
#
# Complete `draw_per_class(labels, per_class, seed)`. It returns not pictures but their *positions*: the indices with
# which you select them from an array, as in `data.x_train[positions]`. It draws
#
# - `per_class` positions for each class that is in `labels`,
# - at random, and none twice,
# - the same positions when it is called with the same `seed`, and others with another seed.
#
# Two tools from NumPy: `np.flatnonzero(labels == 3)` gives the positions of class 3. And
# `np.random.default_rng(seed)` creates a random number generator, whose method `permutation` shuffles positions.

# %% [raw]
# # BEGIN SOLUTION


# %%
def draw_per_class(labels, per_class, seed):
    """Draw the same number of examples from each class.

    Args:
        labels: array of whole numbers, the class of each example, in any order; it is left as it
            is.
        per_class: how many examples to draw from each class; every class has at least that many.
        seed: the same seed gives the same draw.

    Returns:
        array of int: positions in labels, per_class of them for each class.
    """
    # BEGIN SOLUTION NO PROMPT
    rng = np.random.default_rng(seed)
    drawn = [rng.permutation(np.flatnonzero(labels == label))[:per_class] for label in np.unique(labels)]
    return np.concatenate(drawn)
    # END SOLUTION
    """  # BEGIN PROMPT
    return ...
    """  # END PROMPT


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
"""  # BEGIN TEST CONFIG
success_message: Every class gets its share, and the seed decides which pictures are drawn.
"""  # END TEST CONFIG


def test_draw_per_class(draw_per_class):
    from lab.checks import hw1

    hw1.check_draw_per_class(draw_per_class)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# Here are five pictures of each class. It does not look like much.

# %%
five_each = draw_per_class(data.y_train, 5, seed=0)
if lab.answered(five_each):
    lab.show_images(data.x_train[five_each], data.y_train[five_each], data.class_names, columns=5)

# %% [markdown]
# ## Compute features once, train many heads
#
# You will now train with 5, 10, 20 and 40 pictures per class. But think of what *frozen* means: the base never changes. So
# for a given picture it gives the same numbers in every epoch and in every training run. These numbers, 1280 for each
# picture, are called its *features*.
#
# So pass each picture through the base once, and keep the features. From then on only the small head has to be trained,
# and that takes about a second.

# %%
train_features = lab.features(data.x_train)
val_features = lab.features(data.x_val)
print("pictures:", data.x_train.shape, " their features:", train_features.shape)

# %% [markdown]
# Guess again before you go on: how accurate is a head that was trained on 5 pictures of each animal, and one that was
# trained on 40?

# %% tags=["skip-while-grading"]
examples_guesses = {"5 pictures per class": ..., "40 pictures per class": ...}

# %% [raw]
# # BEGIN QUESTION
# name: "1.4"

# %% [markdown]
# ## Task 1.4: How many examples does it take?
#
# **16 points · about 8 minutes**
#
# First complete `train_head(per_class, seed)`. It returns a head trained on a few pictures of each class:
#
# 1. Draw positions from `data.y_train` with your `draw_per_class`.
# 2. Create a new head with `lab.new_head(5)`, since there are five classes. It is compiled, and takes features.
# 3. Train it on the features at these positions and their labels, for `EPOCHS` epochs with `BATCH_SIZE`. No validation
#    is needed here, and `verbose=0` keeps `fit` quiet.
#
# Then fill the dictionary `accuracy_curve`. Its keys are 5, 10, 20 and 40, and each value is the validation accuracy of a
# head trained on that many pictures per class. `lab.accuracy(head, val_features, data.y_val)` measures it.

# %% [raw]
# # BEGIN SOLUTION


# %%
def train_head(per_class, seed=0):
    """Train a new head on a few pictures of each class.

    Args:
        per_class: how many training pictures of each class it is trained on.
        seed: decides which ones.

    Returns:
        keras.Model: the trained head; it takes features of shape (n, 1280).
    """
    # BEGIN SOLUTION NO PROMPT
    chosen = draw_per_class(data.y_train, per_class, seed)
    head = lab.new_head(len(data.class_names))
    head.fit(train_features[chosen], data.y_train[chosen], epochs=EPOCHS, batch_size=BATCH_SIZE, verbose=0)
    return head
    # END SOLUTION
    """  # BEGIN PROMPT
    return ...
    """  # END PROMPT


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN SOLUTION

# %%
print(f"The goal with 5 pictures per class is a validation accuracy of at least {lab.goal('1.4'):.0%}.")

# BEGIN SOLUTION NO PROMPT
accuracy_curve = {}
for per_class in (5, 10, 20, 40):
    head = train_head(per_class)
    accuracy_curve[per_class] = lab.accuracy(head, val_features, data.y_val)
    print(f"{per_class:2} pictures per class: {accuracy_curve[per_class]:.1%}")
# END SOLUTION
"""  # BEGIN PROMPT
accuracy_curve = {5: ..., 10: ..., 20: ..., 40: ...}
"""  # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
"""  # BEGIN TEST CONFIG
success_message: Your heads learn from few examples, and the curve is complete.
"""  # END TEST CONFIG


def test_accuracy_curve(train_head, accuracy_curve):
    from lab.checks import hw1

    hw1.check_accuracy_curve(train_head, accuracy_curve)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% tags=["skip-while-grading"]
if lab.answered(*accuracy_curve.values()):
    measured = {f"{count} pictures per class": accuracy_curve[count] for count in (5, 40)}
    lab.compare_guesses(examples_guesses, measured)

# %% [markdown]
# ## Was it luck?
#
# Does your curve dip somewhere? More pictures do no harm. But with so few of them, some draws are luckier than others, and
# so far each point of the curve comes from a single draw. Each new head also starts with other random numbers.
#
# Heads are trained in a second, so try five draws of each size. (The grader skips this cell.)

# %% tags=["skip-while-grading"]
draws = {}
if lab.answered(*accuracy_curve.values()):
    for count in accuracy_curve:
        heads = [train_head(count, seed) for seed in range(5)]
        draws[count] = [lab.accuracy(head, val_features, data.y_val) for head in heads]
        print(f"{count:2} pictures per class:", ", ".join(f"{accuracy:.1%}" for accuracy in draws[count]))

# %% [raw]
# # BEGIN QUESTION
# name: "1.5"

# %% [markdown]
# ## Task 1.5: One seed is no evidence
#
# **10 points · about 7 minutes**
#
# "With ten pictures it is worse than with five," says Sam. "I saw it myself." In one draw, perhaps. In the others?
#
# Complete two functions:
#
# - `how_sure(accuracies)` takes the list of accuracies of one or more draws. It returns three numbers: their mean, the
#   lowest and the highest of them, in this order. The lowest and the highest are the ends of the *range*. A single draw
#   has a range, too: all three numbers are the same. That looks very sure, but only because you did not look twice.
# - `ranges_overlap(one, other)` takes two such triples, as `how_sure` returns them. It returns `True` if there is a value
#   that lies in both ranges, and `False` if there is none. The ends belong to a range. So two ranges that only touch, where
#   one ends at the very value at which the other begins, do overlap.
#
# Why ask this? If two ranges overlap, the luck of the draw may be all that makes the difference between them.

# %% [raw]
# # BEGIN SOLUTION


# %%
def how_sure(accuracies):
    """Sum up the accuracies of several draws.

    Args:
        accuracies: list of at least one number between 0 and 1; it is left as it is.

    Returns:
        tuple of float: the mean, the lowest and the highest accuracy.
    """
    # BEGIN SOLUTION NO PROMPT
    return sum(accuracies) / len(accuracies), min(accuracies), max(accuracies)
    # END SOLUTION
    """  # BEGIN PROMPT
    return ...
    """  # END PROMPT


def ranges_overlap(one, other):
    """Say whether two ranges have a value in common.

    Args:
        one: mean, lowest and highest accuracy.
        other: the same of something else.

    Returns:
        bool: True if they overlap or touch.
    """
    # BEGIN SOLUTION NO PROMPT
    _, lowest, highest = one
    _, lowest_other, highest_other = other
    return lowest <= highest_other and lowest_other <= highest
    # END SOLUTION
    """  # BEGIN PROMPT
    return ...
    """  # END PROMPT


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
"""  # BEGIN TEST CONFIG
success_message: You know how far draws differ, and when a difference may be luck.
"""  # END TEST CONFIG


def test_how_sure(how_sure, ranges_overlap):
    from lab.checks import hw1

    hw1.check_how_sure(how_sure, ranges_overlap)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# Here is the curve again: now its line is the mean of five draws, and the band around it is their range. And from scratch?
# There is nothing to fill in. The cell trains the whole network from scratch on the same small sets, for the same number of
# epochs, and may take a minute. (The grader skips it.) So that you need not wait any longer, it does so once for each size.

# %% tags=["skip-while-grading"]
once = how_sure([0.5])
if lab.answered(scratch_history, once, ranges_overlap(once, once), *accuracy_curve.values()):
    scratch_curve = {40: lab.curves_of(scratch_history)["val_accuracy"][-1]}
    for per_class in (5, 10, 20):
        few = draw_per_class(data.y_train, per_class, seed=0)
        network = lab.network_from_scratch(len(data.class_names))
        network.fit(data.x_train[few], data.y_train[few], verbose=0, epochs=EPOCHS, batch_size=BATCH_SIZE)
        scratch_curve[per_class] = lab.accuracy(network, data.x_val, data.y_val)
    curve = {count: how_sure(accuracies) for count, accuracies in draws.items()}
    lab.plot_accuracy_by_examples({"from scratch": scratch_curve, "pretrained base": curve}, guessing=1 / 5)
    sizes = sorted(curve)
    for fewer, more in zip(sizes, sizes[1:]):
        verdict = "overlap: it may be luck" if ranges_overlap(curve[fewer], curve[more]) else "do not overlap"
        print(f"The ranges for {fewer} and {more} pictures per class {verdict}.")

# %% [markdown]
# Compare the left end of one curve with the right end of the other. Which would you rather have: 40 pictures per class
# and no base, or 5 and a base? That difference needs no second draw. Whether 20 are better than 10 may need more than five.
# And with all 40, each draw holds the same pictures: what is left of the band comes from the random start of the heads.
#
# Could the network trained from scratch catch up? The end of this notebook shows what that takes. The base was trained
# on many thousands of pictures before it met Mira's. That work was done once, and everybody who uses the base is spared it.

# %% [raw]
# # BEGIN QUESTION
# name: "1.6"

# %% [markdown]
# ## Task 1.6: Which one is better?
#
# **5 points · about 2 minutes**
#
# Run the cell to see the question. Then write the code of the choice you pick into `answer_1_6`, in quotes.

# %%
lab.me("")  # if you like, your e-mail address as the course page knows it: then the choices have codes of your own
lab.question("1.6")

# %% [raw]
# # BEGIN SOLUTION

# %%
answer_1_6 = "c6"  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
"""  # BEGIN TEST CONFIG
success_message: Your answer is noted. The grader will tell you whether it is right.
"""  # END TEST CONFIG


def test_answer_1_6(answer_1_6):
    from lab.checks.questions import check_choice

    check_choice("1.6", answer_1_6)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: "1.7"

# %% [markdown]
# ## Task 1.7: Why is training shorter?
#
# **5 points · about 2 minutes**
#
# The same again: the code of the choice you pick goes into `answer_1_7`.

# %%
lab.question("1.7")

# %% [raw]
# # BEGIN SOLUTION

# %%
answer_1_7 = "k7"  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
"""  # BEGIN TEST CONFIG
success_message: Your answer is noted. The grader will tell you whether it is right.
"""  # END TEST CONFIG


def test_answer_1_7(answer_1_7):
    from lab.checks.questions import check_choice

    check_choice("1.7", answer_1_7)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: "1.8"

# %% [markdown]
# ## Task 1.8: Why are few pictures enough?
#
# **5 points · about 2 minutes**
#
# And once more, into `answer_1_8`.

# %%
lab.question("1.8")

# %% [raw]
# # BEGIN SOLUTION

# %%
answer_1_8 = "t3"  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
"""  # BEGIN TEST CONFIG
success_message: Your answer is noted. The grader will tell you whether it is right.
"""  # END TEST CONFIG


def test_answer_1_8(answer_1_8):
    from lab.checks.questions import check_choice

    check_choice("1.8", answer_1_8)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## A fair chance for Sam
#
# "With 200 pictures and 8 epochs, of course I lose," says Sam. He has a point: a network that has to learn everything needs
# far more of both. So here is the race once more, with up to 2,048 pictures per class. From scratch, the network is
# trained as the base once was, with a learning rate that rises and falls again, and with mirrored pictures. It goes through
# the smallest set 200 times, and through the largest one 6 times. That takes too long for a notebook, so it was recorded:
# on drawings of five animals, with a base that was trained on drawings of other things. Accuracy is measured on 1,000
# more drawings. Each point is a single run, so a difference of one or two percentage points says nothing.
#
# The base takes part twice. Once it stays frozen and gets a new head, as in your race. The other time it is *fine-tuned*:
# when the head has been trained, the last layers of the base go on learning, too, in small steps. You do that in the
# third notebook.
#
# Predict before you run: how accurate is each of the three with 2,048 pictures per class?

# %% tags=["skip-while-grading"]
catch_up_guesses = {"from scratch": ..., "head on the frozen base": ..., "fine-tuned": ...}

# %% tags=["skip-while-grading"]
lab.compare_guesses(catch_up_guesses, {way: curve[2048] for way, curve in lab.recorded_by_examples().items()})
lab.plot_accuracy_by_examples(lab.recorded_by_examples(), title="Up to thousands of pictures", guessing=0.2)

# %% [markdown]
# From scratch it takes 512 pictures per class to reach 80 %. The head on the frozen base is nearly there with 8. But with
# 2,048 pictures per class, more than ten thousand in all, Sam has nearly caught up. By then the line of the frozen base
# is almost flat: its features were made for other classes, and more pictures do not change them. Fine-tuning does change
# them, and stays ahead.
#
# So a pretrained base is a head start. It is worth most when pictures are few, and the more you have, the less it matters.

# %% [markdown]
# ## What Mira does
#
# "Five pictures of each would have done for a start," says Mira. "I could have gone home for lunch." Sam looks at the
# curve of the network trained from scratch and says nothing.
#
# In this notebook the base, the head and the loss were given. In the next one you build them yourself.
#
# ## Read on
#
# - [How transferable are features in deep neural networks?](https://arxiv.org/abs/1411.1792) (Yosinski, Clune, Bengio
#   and Lipson, 2014): the classic experiment on which layers transfer, and how far.
# - [CNN features off-the-shelf: an astounding baseline for recognition](https://arxiv.org/abs/1403.6382) (Sharif
#   Razavian, Azizpour, Sullivan and Carlsson, 2014): what you did in task 1.4, a simple classifier on the features of a
#   frozen network, for many tasks.
# - [Do better ImageNet models transfer better?](https://arxiv.org/abs/1805.08974) (Kornblith, Shlens and Le, 2019): 16
#   networks and 12 sets of pictures: which base to choose.
# - [Rethinking ImageNet pre-training](https://arxiv.org/abs/1811.08883) (He, Girshick and Dollár, 2019): Sam's side:
#   with enough pictures and a long enough training, a network that finds objects in pictures does as well from scratch.
# - [Feature visualization](https://distill.pub/2017/feature-visualization/) (Olah, Mordvintsev and Schubert, 2017):
#   pictures of what the layers of a network respond to.
# - [Transfer learning](https://cs231n.github.io/transfer-learning/) (notes of Stanford's course CS231n): when to train
#   what, on one page.
#
# ## Hand in
#
# 1. Choose *Run → Restart Kernel and Run All Cells*, and check in the table below that every check still passes.
# 2. Save the notebook.
# 3. Run the last cell. It makes a zip file. Besides your notebook, that holds `check_log.txt`, which says when you ran
#    which check and how it went, so that we see where tasks are hard; it never changes points, and with
#    `check_log=False` in the cell it stays out.
# 4. Upload the zip file, or the notebook alone, to the course page.

# %%
lab.status()

# %%
grader.export(pdf=False, ignore_log=True, check_log=True)
