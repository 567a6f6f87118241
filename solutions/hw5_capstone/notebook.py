# %% [raw]
# # ASSIGNMENT CONFIG
# name: hw5_capstone
# init_cell: false
# export_cell: false
# tests:
#     files: true
#     ok_format: false

# %% [markdown]
# # Spot the cat
#
# **About 90 minutes · 100 points**
#
# Mira's shelter is getting a cat door. A small camera watches whoever stands in front of it, and a small computer
# decides: open for a cat, stay shut for anybody else. A cat that is left outside gets wet. A fox that is let in gets
# breakfast.
#
# This notebook is open-ended. You know how to put a head on a pretrained base, how to freeze and fine-tune, and how to
# recognise overfitting. Now *you* decide how to train, within two budgets, and say why.
#
# - **Parameters.** The computer at the door already has the base model, and is sent only the parameters that were trained.
#   So training may change only a limited number of parameters.
# - **Time.** Mira trains again whenever a new cat moves in. So training may take only a limited time.
#
# When you are done, you can
#
# - judge a model fairly when one class is much rarer than the other,
# - build a model for a yes-or-no question, with outputs, loss and metric that match,
# - compare strategies by numbers that you recorded, and choose one for a reason,
# - choose a threshold from what the two kinds of mistakes cost.
#
# **How this notebook works.** Replace every `...` with your answer, and run the cells from top to bottom. After each
# task there is a check. Checks are free: they tell you early what is missing. The points come from the grader, which
# looks at your work more closely after you hand it in. Stuck? Open a new cell and run `lab.hint("5.1")` with the number
# of the task. Each call gives one more hint, and hints cost nothing. All cells together run for about a
# minute.

# %%
import lab  # before Keras: it keeps start-up messages out of your notebook
import keras
import numpy as np

grader = lab.grader("hw5_capstone.ipynb")
keras.utils.set_random_seed(5)

# %% [markdown]
# ## Who is at the door?
#
# These are the animals of the shelter again: a training set to learn from, and a validation set to compare strategies.

# %%
data = lab.load_data()
print("training:  ", data.x_train.shape, " pixels from", data.x_train.min(), "to", data.x_train.max())
print("validation:", data.x_val.shape)
print("classes:   ", ", ".join(data.class_names))

# %% tags=["skip-while-grading"]
lab.show_images(data.x_train, data.y_train, data.class_names)

# %% [raw]
# # BEGIN QUESTION
# name: "5.1"

# %% [markdown]
# ## Task 5.1: Cat or not
#
# **5 points · about 5 minutes**
#
# The labels say which of five animals is in a picture. The door asks only one question: is it a cat?
#
# Complete `is_cat(labels, class_names)`. It returns an array with a 1 for each cat and a 0 for every other animal. Do not
# rely on cats being the first class: look up the name `"cat"` in `class_names`.

# %% [raw]
# # BEGIN SOLUTION


# %%
def is_cat(labels, class_names):
    """Turn class labels into answers to the door's question.

    Args:
        labels: array of whole numbers, (n,); label i means class_names[i].
        class_names: the names of the classes, in label order.

    Returns:
        array of whole numbers, (n,): 1 for a cat, 0 for any other animal.
    """
    # BEGIN SOLUTION NO PROMPT
    return (labels == list(class_names).index("cat")).astype("int64")
    # END SOLUTION
    """  # BEGIN PROMPT
    return ...
    """  # END PROMPT


cats_train = is_cat(data.y_train, data.class_names)
cats_val = is_cat(data.y_val, data.class_names)
if lab.answered(cats_train):
    print(f"{cats_train.sum()} of {len(cats_train)} training pictures show a cat.")

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
"""  # BEGIN TEST CONFIG
success_message: Each cat is a 1, and every other animal is a 0.
"""  # END TEST CONFIG


def test_is_cat(is_cat):
    from lab.checks import hw5

    hw5.check_labels(is_cat)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: "5.2"

# %% [markdown]
# ## Task 5.2: A fair measure
#
# **10 points · about 10 minutes**
#
# One picture in five shows a cat. A door that never opens is right for four pictures in five: an accuracy of 80 %, and
# not one happy cat. Plain accuracy hides what happens to the rare class.
#
# So ask two questions, one for each class:
#
# - What share of the *cats* is classified as cats?
# - What share of the *others* is classified as something else?
#
# The mean of the two is called *balanced accuracy*. Both classes count the same, however rare one of them is.
#
# Complete `balanced_accuracy(truth, guesses)`. Both are arrays of zeros and ones, with at least one picture of each kind
# in `truth`.

# %% [raw]
# # BEGIN SOLUTION


# %%
def balanced_accuracy(truth, guesses):
    """Evaluate guesses so that both classes count the same.

    Args:
        truth: array, (n,): 1 where the picture shows a cat, else 0.
        guesses: array, (n,): 1 where the model says cat, else 0.

    Returns:
        float: the mean of two shares, between 0 and 1.
    """
    # BEGIN SOLUTION NO PROMPT
    spotted = np.mean(guesses[truth == 1] == 1)
    kept_out = np.mean(guesses[truth == 0] == 0)
    return float((spotted + kept_out) / 2)
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
success_message: Both classes count the same.
"""  # END TEST CONFIG


def test_balanced_accuracy(balanced_accuracy):
    from lab.checks import hw5

    hw5.check_balanced_accuracy(balanced_accuracy)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# What does your measure say about a door that never opens, and about one that is always open?

# %%
if lab.answered(cats_val, balanced_accuracy(cats_train, cats_train)):
    for door, guesses in (("never opens", np.zeros(200, dtype=int)), ("is always open", np.ones(200, dtype=int))):
        plain, balanced = np.mean(guesses == cats_val), balanced_accuracy(cats_val, guesses)
        print(f"A door that {door}: accuracy {plain:.0%}, balanced accuracy {balanced:.0%}")

# %% [raw]
# # BEGIN QUESTION
# name: "5.3"

# %% [markdown]
# ## Task 5.3: Build the spotter
#
# **20 points · about 15 minutes**
#
# Complete `build_spotter()`. It returns a *compiled* model, a `keras.Sequential` or `keras.Model(inputs, outputs)` made
# of Keras's own layers. It is the starting point of all your strategies:
#
# - It takes raw pictures of shape `lab.IMAGE_SHAPE`, with pixels from 0 to 255, and scales them to −1 … 1 itself.
# - Its base is `keras.applications.MobileNetV2` without its top, with `weights=lab.WEIGHTS` and `alpha=lab.ALPHA`, frozen.
# - Its head is your choice.
# - It answers a yes-or-no question, for labels that are 0 or 1. There are two good ways:
#   - *one unit*: the larger its output, the more likely it is a cat. With a sigmoid the output is a probability; without
#     an activation it is a logit.
#   - *two units*, number 0 for "another animal" and number 1 for "cat". With a softmax they are probabilities; without an
#     activation they are logits.
# - Its loss matches these outputs and labels.
# - It reports an accuracy that is counted correctly. Mind the threshold for one unit: 0.5 for a probability, but 0 for a
#   logit.

# %% [raw]
# # BEGIN SOLUTION


# %%
def build_spotter():
    """Build a model that tells cats from other animals, with a frozen base.

    Returns:
        keras.Model: takes raw pictures (pixels from 0 to 255), gives one or two numbers for each,
        and is compiled for labels that are 0 or 1.
    """
    # BEGIN SOLUTION NO PROMPT
    base = keras.applications.MobileNetV2(
        input_shape=lab.IMAGE_SHAPE, include_top=False, weights=lab.WEIGHTS, alpha=lab.ALPHA
    )
    base.trainable = False
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = base(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dropout(0.2)(x)
    model = keras.Model(inputs, keras.layers.Dense(1)(x))
    return compile_spotter(model, 0.003)


def compile_spotter(model, learning_rate):
    """Compile a model that gives one logit for each picture."""
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
        metrics=[keras.metrics.BinaryAccuracy(threshold=0, name="accuracy")],
    )
    return model
    # END SOLUTION
    """  # BEGIN PROMPT
    return ...
    """  # END PROMPT


lab.describe(build_spotter())

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
"""  # BEGIN TEST CONFIG
success_message: Pixels are scaled, the base is frozen, and outputs, loss and metric match.
"""  # END TEST CONFIG


def test_build_spotter(build_spotter):
    from lab.checks import hw5

    hw5.check_build_spotter(build_spotter)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Predict before you run
#
# Which share of the cats will your best model spot, and which share of the others will it keep out? Replace the `...` with
# shares between 0 and 1, such as 0.5. A guess cannot be wrong: it is not graded, and it makes you look more closely at
# what comes out.

# %% tags=["skip-while-grading"]
door_guesses = {"cats spotted": ..., "others kept out": ...}

# %% [markdown]
# ## Your two budgets
#
# The time budget is counted in *forward passes*: one is a single picture that goes once through the base model. A slow
# computer gets more seconds for the same number of forward passes, so the budget means the same everywhere. This cell
# measures how fast yours is.

# %% tags=["skip-while-grading"]
print(f"Training may change at most {lab.BUDGET.trainable_parameters:,} parameters.")
print(f"It may take as long as {lab.BUDGET.looks:,} forward passes: here, about {lab.seconds_allowed():.0f} seconds.")

# %% [raw]
# # BEGIN QUESTION
# name: "5.4"

# %% [markdown]
# ## Task 5.4: Try strategies, and write down what happens
#
# **10 points · about 30 minutes**
#
# A *strategy* says which parts are trained, at which learning rate, for how long, and what is done about the rare class.
# Complete `train_spotter(strategy, pictures, cats)`. It takes the name of one of your strategies, builds a **new** model,
# trains it accordingly on the pictures that it is given, and returns it. At least two of your strategies have to differ in
# *which parameters they train*, for example: the head only, or the head first and then the last block as well.
#
# Things that you may want to use:
#
# - Cats are rare. `fit(..., class_weight={0: 1, 1: 4})` makes each cat count as much as four other animals.
# - The last block of the base begins with the layer `block_16_expand`, the one before it with `block_15_expand`.
#   BatchNormalization layers are best left frozen. After you change what can be trained, compile again, and use a much
#   lower learning rate.
# - `fit` takes `validation_data=(data.x_val, cats_val)`, if you want to stop early. Never *train* on these pictures.
#
# Then record a run of each strategy: `lab.record_run` times your function, and evaluates the model on the validation set.
# Keep the runs in the list `runs`. Try as many ideas as you like. Before you hand in, keep only those runs in the notebook
# that matter for your choice: the grader runs all cells again, and allows five minutes for them.

# %% [raw]
# # BEGIN SOLUTION

# %%
def train_spotter(strategy, pictures, cats):
    """Build and train a model as a strategy says.

    Args:
        strategy: the name of one of your strategies.
        pictures: training pictures, (n, height, width, 3), pixels from 0 to 255.
        cats: array, (n,): 1 where the picture shows a cat, else 0.

    Returns:
        keras.Model: new, and trained on these pictures.
    """
    # BEGIN SOLUTION NO PROMPT
    each_cat_counts_four_times = {0: 1.0, 1: 4.0}
    model = build_spotter()
    model.fit(pictures, cats, epochs=15, class_weight=each_cat_counts_four_times, verbose=0)
    if strategy == "head, then last block":
        unfreeze_from(model, "block_16_expand")
        compile_spotter(model, 0.0005)
        model.fit(pictures, cats, epochs=6, class_weight=each_cat_counts_four_times, verbose=0)
    return model


def unfreeze_from(model, layer_name):
    """Unfreeze the base from a layer upwards, except for BatchNormalization."""
    base = next(layer for layer in model.layers if isinstance(layer, keras.Model))
    base.trainable = True
    names = [layer.name for layer in base.layers]
    for place, layer in enumerate(base.layers):
        above = place >= names.index(layer_name)
        layer.trainable = above and not isinstance(layer, keras.layers.BatchNormalization)
    # END SOLUTION
    """  # BEGIN PROMPT
    return ...
    """  # END PROMPT


# BEGIN SOLUTION NO PROMPT
runs = [
    lab.record_run(train_spotter, strategy, (data.x_train, cats_train), (data.x_val, cats_val))
    for strategy in ("head only", "head, then last block")
]
# END SOLUTION
"""  # BEGIN PROMPT
# For example: runs = [lab.record_run(train_spotter, "head only", (data.x_train, cats_train), (data.x_val, cats_val)), ...]
runs = ...
"""  # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [markdown]
# Compare your runs. Which strategy spots more cats? What does it cost?

# %% tags=["skip-while-grading"]
lab.show_runs(runs)
if lab.answered(runs) and all(runs):
    best = max(runs, key=lambda run: run["balanced_accuracy"])
    lab.compare_guesses(
        door_guesses, {"cats spotted": best["cats_spotted"], "others kept out": best["others_kept_out"]}
    )

# %% [raw]
# # BEGIN TESTS

# %%
"""  # BEGIN TEST CONFIG
success_message: There are runs of at least two strategies that train different parts.
"""  # END TEST CONFIG


def test_runs(runs):
    from lab.checks import hw5

    hw5.check_runs(runs)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: "5.5"
# goes_on_with: [runs]

# %% [markdown]
# ## Task 5.5: Choose, and open the door
#
# **39 points · about 15 minutes**
#
# Write the name of the strategy that you choose into `choice`, spelled as in your runs. It has to follow from them: it
# keeps to both budgets, and no other run that keeps to them is clearly better on the validation set. Differences
# below 5 percentage points may well be luck, and are no reason against a choice.
#
# The grader will call `train_chosen()` below and time it. It counts the parameters that were trained, and then evaluates
# the model on 500 pictures that were never handed out. There are three marks to reach there: bronze, silver and gold. The
# cell prints them. Does your choice reach them on the validation set? If not, go back to task 5.4 and try something else.
#
# Expect a slightly lower number from the grader. You compared strategies on the validation set and kept the best, so its
# number is a little too good: the more you try, the more luck is in it. Only pictures that played no part in the choice
# give an honest estimate.

# %% [raw]
# # BEGIN SOLUTION

# %%
for mark, task in (("bronze", "5.5.6"), ("silver", "5.5.7"), ("gold", "5.5.8")):
    print(f"{mark}: a balanced accuracy of at least {lab.goal(task):.0%}")

choice = "head, then last block"  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
"""  # BEGIN TEST CONFIG
success_message: Your choice follows from your runs. The marks are given at the door, on new pictures.
"""  # END TEST CONFIG


def test_choice(choice, runs):
    from lab.checks import hw5

    hw5.check_strategy(choice, runs)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# This is what the grader calls. Leave it as it is.

# %%
def train_chosen():
    """Train with the chosen strategy, from a new model on, as Mira does whenever a new cat moves in."""
    return train_spotter(choice, data.x_train, cats_train)


# %% [raw]
# # BEGIN QUESTION
# name: "5.6"

# %% [markdown]
# ## Task 5.6: Say why
#
# **6 points · about 3 minutes**

# %%
lab.me("")  # if you like, your e-mail address as the course page knows it: then the choices have codes of your own
lab.question("5.6")

# %% [raw]
# # BEGIN SOLUTION

# %%
answer_5_6 = "n6"  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
"""  # BEGIN TEST CONFIG
success_message: Your answer is noted. After you hand in, the grader says whether it is the best one, and why.
"""  # END TEST CONFIG


def test_answer(answer_5_6):
    from lab.checks.questions import check_choice

    check_choice("5.6", answer_5_6)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## What the camera gets wrong
#
# Train with your chosen strategy once more, and look at pictures that the model gets wrong. Do you see why? Would you have
# got them right?

# %% tags=["skip-while-grading"]
spotter = train_chosen()
if lab.answered(spotter):
    says_cat = lab.decide(spotter, data.x_val)
    wrong = np.flatnonzero(says_cat != cats_val)
    lab.show_images(data.x_val[wrong], cats_val[wrong], ["let in, but no cat", "a cat, left outside"])

# %% [raw]
# # BEGIN QUESTION
# name: "5.7"

# %% [markdown]
# ## Task 5.7: Write to Mira
#
# **0 points · about 5 minutes**
#
# A person will read this answer. Put three quotes before and after it, so that it may have several lines:
# `answer_5_7 = """..."""`. The check tells you only whether there is an answer.

# %%
lab.question("5.7")

# %% [raw]
# # BEGIN SOLUTION

# %%
# BEGIN SOLUTION NO PROMPT
answer_5_7 = (
    "Of ten cats at the door, about nine are let in, and of ten other animals about one gets in as well. "
    "It mostly errs on animals that are small or turned away, and on bears with round heads. "
    "These numbers come from pictures like the ones it was trained on, and I used them to choose how to train, so expect "
    "a little worse: watch it for a week with your own animals before you rely on it, and send me what it gets wrong."
)
# END SOLUTION
"""  # BEGIN PROMPT
answer_5_7 = ...
"""  # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
"""  # BEGIN TEST CONFIG
success_message: Your answer is noted. A person will read it.
"""  # END TEST CONFIG


def test_answer(answer_5_7):
    from lab.checks.questions import check_written

    check_written("5.7", answer_5_7)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: "5.8"

# %% [markdown]
# ## Task 5.8: What a mistake costs
#
# **10 points · about 8 minutes**
#
# Mira writes back. A fox that is let in costs her a breakfast. A cat that is left outside catches a cold, and that costs
# her five breakfasts. Until now your door has treated both mistakes alike.
#
# You need not train again for that. For each picture the model gives a *score*: the higher, the more likely it is a cat. The
# door opens where the score is **at least** the *threshold*. A lower threshold leaves fewer cats outside, and lets more
# others in. So the costs say where to put it.
#
# Complete `best_threshold(scores, truth, cost_miss, cost_false_alarm)`. A threshold costs `cost_miss` for each cat that it
# leaves outside, and `cost_false_alarm` for each other animal that it lets in. Try each of the scores as the threshold, and
# return the one that costs least. If several cost the same, return the highest of them.
#
# Then say what Mira can expect of a threshold. Complete `precision_and_recall(scores, truth, threshold)`:
#
# - *Precision* is the share of cats among those that are let in.
# - *Recall* is the share of the cats that are let in.
#
# There is at least one cat, and at least one animal is let in.

# %% [raw]
# # BEGIN SOLUTION


# %%
def best_threshold(scores, truth, cost_miss, cost_false_alarm):
    """Choose the threshold at which mistakes cost least.

    Args:
        scores: array, (n,): the higher, the more likely it is a cat.
        truth: array, (n,): 1 where the picture shows a cat, else 0.
        cost_miss: what it costs to leave one cat outside.
        cost_false_alarm: what it costs to let in one other animal.

    Returns:
        float: one of the scores. The door opens where a score is at least that high.
    """
    # BEGIN SOLUTION NO PROMPT
    best, least = None, np.inf
    for threshold in sorted(scores, reverse=True):
        opens = scores >= threshold
        misses = np.sum((truth == 1) & ~opens)
        false_alarms = np.sum((truth == 0) & opens)
        cost = cost_miss * misses + cost_false_alarm * false_alarms
        if cost < least:
            best, least = threshold, cost
    return float(best)
    # END SOLUTION
    """  # BEGIN PROMPT
    return ...
    """  # END PROMPT


def precision_and_recall(scores, truth, threshold):
    """Say how far a door can be relied on.

    Args:
        scores: array, (n,): as above.
        truth: array, (n,): as above.
        threshold: the door opens where a score is at least that high.

    Returns:
        tuple of two floats: precision and recall, between 0 and 1.
    """
    # BEGIN SOLUTION NO PROMPT
    opens = scores >= threshold
    return float(np.mean(truth[opens] == 1)), float(np.mean(opens[truth == 1]))
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
success_message: The costs decide where the threshold is, and precision and recall say what comes of it.
"""  # END TEST CONFIG


def test_costs(best_threshold, precision_and_recall):
    from lab.checks import hw5

    hw5.check_costs(best_threshold, precision_and_recall)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# What do Mira's costs mean for your spotter? The threshold is chosen on the validation set: the training pictures, which the
# model knows, would make it seem surer than it is.

# %% tags=["skip-while-grading"]
if lab.answered(spotter):
    scores = lab.probabilities(spotter, data.x_val)
    threshold = best_threshold(scores, cats_val, 5, 1)
    lab.plot_costs(scores, cats_val, 5, 1, threshold)
    if lab.answered(threshold, precision_and_recall(scores, cats_val, threshold)):
        for cut in (threshold, 0.5):
            precision, recall = precision_and_recall(scores, cats_val, cut)
            print(f"Threshold {cut:.2f}: precision {precision:.0%}, recall {recall:.0%}")

# %% [markdown]
# The lower the threshold, the higher the recall, and as a rule the lower the precision. Neither of them is better in
# itself, and no measure can tell you where to stop: only what the mistakes cost can. Try other costs.
#
# ## Pictures of your own
#
# In the end you will have a folder of pictures, not an array. Here is the way from one to the other: put the pictures into
# one sub-folder for each class, and Keras reads them. The first line writes the shelter's pictures into such a folder,
# `my_pictures`. With your own pictures you would begin with the second.

# %% tags=["skip-while-grading"]
folder = lab.write_folders(data.x_train, cats_train, ("other", "cat"), "my_pictures")
mine = keras.utils.image_dataset_from_directory(folder, image_size=lab.IMAGE_SHAPE[:2], batch_size=16, seed=5)
print("label 0:", mine.class_names[0])
print("label 1:", mine.class_names[1])

# %% [markdown]
# Mind the labels: Keras sorts the names of the folders, so here label 0 is a cat. In the rest of this notebook it was 1! That
# is how doors come to be shut in the face of cats. Always take the names from `class_names`.
#
# Train a head on these pictures, and save the whole network in a file. The file holds the layers, their weights and what
# `compile` was told. So it can be loaded where nobody has your notebook.

# %% tags=["skip-while-grading"]
network = lab.network_with_pretrained_base(len(mine.class_names))
network.fit(mine, epochs=5, shuffle=False, verbose=2)  # Keras has shuffled them while reading
network.save("my_network.keras")

# %% [markdown]
# Later, on the computer at the door: load the network, read one picture, ask. Note what is *not* needed here: the pixels
# are not scaled, because the network does that itself.

# %% tags=["skip-while-grading"]
loaded = keras.models.load_model("my_network.keras")
path = sorted((folder / "cat").glob("*.png"))[0]
picture = keras.utils.img_to_array(keras.utils.load_img(path, target_size=lab.IMAGE_SHAPE[:2]))
scores = loaded.predict(picture[np.newaxis], verbose=0)[0]
lab.show_images(picture[np.newaxis], columns=4, alt="The picture that the network is asked about.")
for name, score in zip(mine.class_names, scores):
    print(f"{name}: {score:.0%}")

# %% [markdown]
# Your own pictures are photos? This base has learned from drawings. For photos, take the same network with
# `weights="imagenet"`, which Keras downloads. And keep some pictures that take no part in training or choosing: only they
# tell you what to expect.
#
# ## The door opens
#
# A few dozen pictures of cats, a base that was pretrained on another task, a minute of training, and a number that
# you can defend: the door opens. Mira says thank you, and so do the cats.
#
# ## Read on
#
# - [Classification on imbalanced data](https://www.tensorflow.org/tutorials/structured_data/imbalanced_data)
#   (TensorFlow's tutorial): class weights, thresholds, precision and recall.
# - [Do ImageNet classifiers generalize to ImageNet?](https://arxiv.org/abs/1902.10811) (Recht, Roelofs, Schmidt and
#   Shankar, 2019): what happens to accuracies on pictures that played no part in any choice.
# - [On calibration of modern neural networks](https://arxiv.org/abs/1706.04599) (Guo, Pleiss, Sun and Weinberger,
#   2017): when a network says 90 %, is it right nine times out of ten?
# - [Model cards for model reporting](https://arxiv.org/abs/1810.03993) (Mitchell and others, 2019): what to tell people
#   such as Mira along with a model.
# - [Save, serialize, and export models](https://keras.io/guides/serialization_and_saving/) (Keras's guide): what is in
#   the file that you save.
# - [Practical deep learning for coders](https://course.fast.ai/) (a free course by fast.ai): transfer learning from the
#   first lesson on, with pictures of your own.
#
# ## Hand in
#
# 1. Choose *Run → Restart Kernel and Run All Cells*, and check in the table below that every check still passes.
# 2. Save the notebook.
# 3. Run the last cell. It makes a zip file. Besides your notebook, that holds `check_log.txt`, which says when you ran
#    which check and how it went, so that we see where tasks are hard; it never changes points, and with
#    `check_log=False` in the cell it stays out.
# 4. Upload the zip file, or the notebook alone, to the course page.
#
# If your course has a leaderboard, it will show three of your numbers: balanced accuracy on new pictures,
# trainable parameters, and training time.

# %%
lab.status()

# %%
grader.export(pdf=False, ignore_log=True, check_log=True)
