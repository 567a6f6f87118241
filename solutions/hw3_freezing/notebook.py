# %% [raw]
# # ASSIGNMENT CONFIG
# name: hw3_freezing
# init_cell: false
# export_cell: false
# tests:
#     files: true
#     ok_format: false

# %% [markdown]
# # Freeze and fine-tune
#
# **About 85 minutes · 100 points**
#
# Mira's sorting machine works. A new head on a pretrained base puts most of the shelter's pictures into the right album.
# But some still end up in the wrong one. The base was trained for another task, and so far it was not allowed to learn
# anything about Mira's pictures: it was *frozen*.
#
# Now you will let a part of the base learn, too. This is called *fine-tuning*. Done gently, it makes the model better.
# Done carelessly, it destroys within seconds what took hours to learn. You will see both.
#
# When you are done, you can
#
# - freeze a base, and unfreeze it from a block of your choice upwards,
# - say how many parameters training may change,
# - train in two phases: first the head, then the top blocks along with it,
# - measure at which depth the features of a base serve a new task best,
# - choose how much to unfreeze, from the number of pictures, from their kind, and from the time you have.
#
# **How this notebook works.** Replace every `...` with your answer, and run the cells from top to bottom. After each
# task there is a check. Checks are free: they tell you early what is missing. The points come from the grader, which
# looks at your work more closely after you hand it in. Stuck? Open a new cell and run `lab.hint("3.1")` with the number
# of the task. Each call gives one more hint, and hints cost nothing. All cells together run for about two minutes.

# %%
import time

import lab  # before Keras: it keeps start-up messages out of your notebook
import keras

grader = lab.grader("hw3_freezing.ipynb")
keras.utils.set_random_seed(3)
data = lab.load_data()
num_classes = len(data.class_names)

# %% [markdown]
# ## What you built last time
#
# These two functions are as in the last notebook, except for one thing: the base is *not* frozen yet. You may use your
# own versions here. Run the cell and look at the plot. Each bar is a block of layers. The picture goes in on the left,
# and the scores come out on the right, after the head.


# %%
def load_base():
    """Load MobileNetV2 without its top, with the pretrained weights, not frozen."""
    return keras.applications.MobileNetV2(
        input_shape=lab.IMAGE_SHAPE, include_top=False, weights=lab.WEIGHTS, alpha=lab.ALPHA
    )


def add_head(base, num_classes):
    """Put scaling before the base and a head after it; the outputs are logits."""
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = base(x)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dropout(0.2)(x)
    return keras.Model(inputs, keras.layers.Dense(num_classes)(x))


lab.plot_trainable(add_head(load_base(), num_classes))

# %% [markdown]
# The blocks on the left find edges and textures, which all pictures have. The further right a block is, the more it
# has specialised in what the base was trained on. So if anything has to change for Mira's animals, it is the blocks on
# the right, the *top blocks*. They also hold most of the parameters. In task 3.6 you will measure whether this is so.

# %% [raw]
# # BEGIN QUESTION
# name: "3.1"

# %% [markdown]
# ## Task 3.1: Freeze, and unfreeze from a block upwards
#
# **15 points · about 15 minutes**
#
# Every layer has a flag, `layer.trainable`. When it is `False`, training leaves the weights of the layer alone. The
# layers of the base are in the list `base.layers`, in the order in which a picture passes through them, and each one
# has a `name`.
#
# Complete two functions. Each changes the base that it is given, and returns it.
#
# - `freeze_all(base)`: no weight of the base can be trained, whatever the flags of its layers were before.
# - `unfreeze_from(base, block_name)`: the layer called `block_name` and all layers *after* it can be trained. All layers
#   before it are frozen. It works on a base that was frozen before, and on one that has just been loaded.
#
# A trap: a model has a flag of its own, and passes it on to its layers only when it *changes*. If it is already `False`,
# setting it to `False` again does nothing, whatever the flags of the layers are. A loop over the layers always works.
#
# There is one exception. A **BatchNormalization** layer stays frozen, wherever it is. Such a layer keeps *moving
# statistics*: the mean and variance of its inputs over a great many pictures. Unfrozen, it would replace them with
# statistics of your few pictures, and the layers after it would get inputs that they were not trained on. A frozen
# BatchNormalization layer leaves its moving statistics alone. (Calling the base with `training=False` does not prevent
# the update: while `fit` runs, Keras goes by the layer's own flag.)

# %% [raw]
# # BEGIN SOLUTION


# %%
def freeze_all(base):
    """Freeze the whole base.

    Args:
        base: the base model, from load_base.

    Returns:
        keras.Model: the same base; none of its weights can be trained.
    """
    # BEGIN SOLUTION NO PROMPT
    base.trainable = False  # a model passes this on to all its layers
    return base
    # END SOLUTION
    """  # BEGIN PROMPT
    return ...
    """  # END PROMPT


def unfreeze_from(base, block_name):
    """Unfreeze the base from a layer upwards, and keep the rest of it frozen.

    Args:
        base: the base model, from load_base; its layers may be frozen or not.
        block_name: name of the first layer that can be trained, such as "block_13_expand".

    Returns:
        keras.Model: the same base; its BatchNormalization layers are all frozen.
    """
    # BEGIN SOLUTION NO PROMPT
    base.trainable = True
    first = [layer.name for layer in base.layers].index(block_name)
    for position, layer in enumerate(base.layers):
        is_normalisation = isinstance(layer, keras.layers.BatchNormalization)
        layer.trainable = position >= first and not is_normalisation
    return base
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
success_message: The base is frozen and unfrozen where it should be, and BatchNormalization stays frozen.
"""  # END TEST CONFIG


def test_unfreeze(load_base, freeze_all, unfreeze_from):
    from lab.checks import hw3

    hw3.check_unfreeze(load_base, freeze_all, unfreeze_from)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# See what your function does. The hatched parts can be trained. Inside the top blocks, thin slices stay frozen: the
# BatchNormalization layers.

# %%
opened = unfreeze_from(load_base(), "block_13_expand")
if lab.answered(opened):
    lab.plot_trainable(add_head(opened, num_classes))

# %% [raw]
# # BEGIN QUESTION
# name: "3.2"

# %% [markdown]
# ## Task 3.2: Count what can be trained
#
# **9 points · about 8 minutes**
#
# Here is a small network, from input to output. The last row is the head.
#
# | layer | kind | parameters |
# | --- | --- | ---: |
# | `conv_a` | Conv2D | 432 |
# | `conv_a_bn` | BatchNormalization | 64 |
# | `conv_b` | Conv2D | 1152 |
# | `conv_b_bn` | BatchNormalization | 128 |
# | `conv_c` | Conv2D | 2048 |
# | `conv_c_bn` | BatchNormalization | 256 |
# | `dense` | Dense | 325 |
#
# Say that everything *from `conv_b` upwards* is unfrozen as in task 3.1, and the head is trained as always. How many
# parameters can be trained? Work it out by hand, and write the number into `trainable_count`.
#
# Then write the rule down. Complete `count_trainable(table, first)`. The table is a list of rows such as
# `("conv_a", "Conv2D", 432)`, in the order above, and its last row is the head. `first` is the name of the first layer
# that is unfrozen. If `first` is `None`, all layers except the head are frozen.

# %% [raw]
# # BEGIN SOLUTION

# %%
trainable_count = 3525  # SOLUTION


def count_trainable(table, first):
    """Count the parameters that training may change.

    Args:
        table: rows (name, kind, number of parameters), from input to output; the last row is
            the head, which is always trained.
        first: name of the first layer that is unfrozen, or None if only the head is trained.

    Returns:
        int: how many parameters can be trained; those of BatchNormalization layers cannot.
    """
    # BEGIN SOLUTION NO PROMPT
    *rows, (_, _, total) = table
    reached = False
    for name, kind, parameters in rows:
        reached = reached or name == first
        if reached and kind != "BatchNormalization":
            total += parameters
    return total
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
success_message: Your number and your rule agree, and Keras gets the same count.
"""  # END TEST CONFIG


def test_count_trainable(trainable_count, count_trainable):
    from lab.checks import hw3

    hw3.check_count_trainable(trainable_count, count_trainable)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# Now the real network. `lab.layer_table` makes such a table of any model.

# %%
table = lab.layer_table(add_head(load_base(), num_classes))
total = sum(parameters for _, _, parameters in table)
for first in (None, "block_13_expand", "Conv1"):
    count = count_trainable(table, first)
    if not lab.answered(count):
        break
    print(f"unfrozen from {first or 'the head'} upwards: {count:,} of {total:,} parameters can be trained")

# %% [raw]
# # BEGIN QUESTION
# name: "3.3"

# %% [markdown]
# ## Task 3.3: Prepare a model for a phase
#
# **10 points · about 10 minutes**
#
# You will train in phases, and each phase starts with the same two steps: decide what may learn, then compile.
#
# Why compile again? When training starts, Keras makes a list of the weights to update, and keeps it. Flags that you
# change later have no effect, and no error tells you. Only `compile` makes Keras discard the old list. So remember:
# **first the flags, then compile.**
#
# Complete `prepare(model, base, first, learning_rate)`. Use your functions from task 3.1. Then compile the model with an
# optimizer that starts at `learning_rate`, a loss that matches the logits of `add_head` and our labels (whole numbers), and
# accuracy as a metric.

# %% [raw]
# # BEGIN SOLUTION


# %%
def prepare(model, base, first, learning_rate):
    """Decide what may learn, then compile.

    Args:
        model: what add_head returned for this base.
        base: the base inside the model.
        first: name of the first layer of the base that can be trained; None if only the
            head can.
        learning_rate: what the optimizer starts at.

    Returns:
        keras.Model: the same model, ready for fit; it reports accuracy.
    """
    # BEGIN SOLUTION NO PROMPT
    base = freeze_all(base) if first is None else unfreeze_from(base, first)
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model
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
success_message: In each phase the right part can be trained, and the model is compiled for it.
"""  # END TEST CONFIG


def test_prepare(prepare, load_base, add_head):
    from lab.checks import hw3

    hw3.check_prepare(prepare, load_base, add_head)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: "3.4"

# %% [markdown]
# ## Task 3.4: Phase 1, the head alone
#
# **12 points · about 8 minutes**
#
# A new head starts with random weights. Its first errors cause large gradient updates. If the base were trained at the
# same time, these updates would spoil what it has learned. So the head goes first, until its curves are nearly flat: it
# has *converged*.
#
# Load a base, add a head for `num_classes`, and prepare the model so that only the head is trained. For this small job a
# high learning rate is fine; 0.01 works well. Train on the training set, with the validation set as
# `validation_data`. About 12 epochs will do; train for at least 3. Keep
#
# - `base` and `model`,
# - `head_rate`, the learning rate that you used,
# - `history_1`, what `fit` returned,
# - `weights_1`, a copy of all weights after this phase: `model.get_weights()`.

# %% [raw]
# # BEGIN SOLUTION

# %%
print(f"The goal is a validation accuracy of at least {lab.goal('3.4'):.0%}.")

# BEGIN SOLUTION NO PROMPT
head_rate = 0.01
base = load_base()
model = prepare(add_head(base, num_classes), base, None, head_rate)
history_1 = model.fit(
    data.x_train,
    data.y_train,
    validation_data=(data.x_val, data.y_val),
    epochs=12,
    verbose=2,
)
weights_1 = model.get_weights()
# END SOLUTION
"""  # BEGIN PROMPT
head_rate = ...
base = ...
model = ...
history_1 = ...
weights_1 = ...
"""  # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
"""  # BEGIN TEST CONFIG
success_message: The head has converged, and the base is unchanged.
"""  # END TEST CONFIG


def test_phase_1(load_base, base, model, head_rate, history_1, weights_1):
    from lab.checks import hw3

    hw3.check_phase_1(load_base, base, model, head_rate, history_1, weights_1)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: "3.5"
# goes_on_with: [base, model]

# %% [markdown]
# ## Task 3.5: Phase 2, the top blocks as well
#
# **28 points · about 12 minutes**
#
# Now the top blocks may adapt to Mira's animals. Their weights are already good and need only small corrections. So the
# learning rate has to be *much* lower than in phase 1: at most a tenth of it.
#
# Continue with the same `base` and `model`. Prepare the model so that everything from `block_13_expand` upwards is
# trained, and train on the training set again, for about 10 epochs with `batch_size=16`. (Smaller batches mean more steps
# in each epoch.) The first lines of the cell restore the weights of phase 1, so that you can run the cell as often as you
# like. Keep `fine_rate`, the learning rate that you used, and in `history_2` what `fit` returns. `model` is then the
# fine-tuned model.
#
# If you use callbacks such as `EarlyStopping`, create new ones for this phase. One that remembers the best loss of
# phase 1 may stop at once.

# %% [raw]
# # BEGIN SOLUTION

# %%
print(f"The goal is a validation accuracy of at least {lab.goal('3.5'):.0%}.")
if lab.answered(model, weights_1):
    model.set_weights(weights_1)  # start where phase 1 ended, even if you run this cell again

# BEGIN SOLUTION NO PROMPT
fine_rate = head_rate / 10
prepare(model, base, "block_13_expand", fine_rate)
history_2 = model.fit(
    data.x_train,
    data.y_train,
    validation_data=(data.x_val, data.y_val),
    epochs=10,
    batch_size=16,
    verbose=2,
)
# END SOLUTION
"""  # BEGIN PROMPT
fine_rate = ...
history_2 = ...
"""  # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
"""  # BEGIN TEST CONFIG
success_message: The top blocks have adapted, the rest of the base is unchanged, and accuracy reaches the goal.
"""  # END TEST CONFIG


def test_phase_2(load_base, model, head_rate, fine_rate, history_2):
    from lab.checks import hw3

    hw3.check_phase_2(load_base, model, head_rate, fine_rate, history_2)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# Look at the curves. Phase 2 begins at the dotted line. It may start with a small drop in accuracy, until the newly
# unfrozen weights have settled. Does the validation accuracy end above that of phase 1?

# %%
lab.plot_phases(history_1, history_2)

# %% [markdown]
# ## Four strategies, side by side
#
# Was this the best way? The next cell tries four. Each starts from your weights after phase 1, and trains for 6 more
# epochs:
#
# - **head only**: the base stays frozen,
# - **top blocks**: from `block_13_expand` upwards, at the low learning rate,
# - **everything, low rate**: the whole base, at the low learning rate,
# - **everything, high rate**: the whole base, at the head's learning rate.
#
# Predict before you run: replace the `...` with the accuracy on the validation set that you expect of each, as a share
# between 0 and 1. And which one takes longest? A guess cannot be wrong: it is not graded, and it makes you look more
# closely at what comes out.

# %% tags=["skip-while-grading"]
strategy_guesses = {
    "head only": ...,
    "top blocks": ...,
    "everything, low rate": ...,
    "everything, high rate": ...,
}

# %% [markdown]
# This cell runs for about a minute. You may change the numbers in it and try again. Nothing in it is graded, and the
# grader skips the cell, so do not put any answers into it.

# %% tags=["skip-while-grading"]
if lab.answered(weights_1, history_2):
    strategies = {
        "head only": (None, head_rate),
        "top blocks": ("block_13_expand", fine_rate),
        "everything, low rate": ("Conv1", fine_rate),
        "everything, high rate": ("Conv1", head_rate),
    }
    fresh = load_base()
    trial = add_head(fresh, num_classes)
    results = {}
    for name, (first, rate) in strategies.items():
        keras.utils.set_random_seed(3)
        trial.set_weights(weights_1)
        prepare(trial, fresh, first, rate)
        start = time.perf_counter()
        trial.fit(
            data.x_train,
            data.y_train,
            epochs=6,
            batch_size=16,
            callbacks=[lab.progress()],
            verbose=0,
        )
        seconds = time.perf_counter() - start
        results[name] = (lab.accuracy(trial, data.x_val, data.y_val), seconds)
        print(f"{name}: {results[name][0]:.1%} in {seconds:.0f} seconds")
    lab.plot_strategies(results)
    lab.compare_guesses(strategy_guesses, {name: accuracy for name, (accuracy, _) in results.items()})

# %% [markdown]
# At the head's learning rate, the whole base is spoiled within a few epochs. At the low rate, training everything takes
# longest, and with few pictures it seldom does better than training the top blocks: with more to train, it overfits more
# easily. The numbers vary from run to run. With 200 validation pictures, a difference of one or two percentage points says
# nothing.

# %% [markdown]
# ## Two warnings, put to the test
#
# You were warned twice: let the head converge before you unfreeze anything, and keep BatchNormalization frozen. Were the
# warnings worth it? The next two cells train the top blocks four more times, for 6 epochs each, and run for about a
# minute. Again nothing is graded, and the grader skips them.
#
# First, the head. A new one starts with random weights. Does it spoil the top blocks?

# %% tags=["skip-while-grading"]
def tune(weights, rate, batch_size=16, update_statistics=False):
    """The validation accuracy after 6 epochs that start from these weights."""
    keras.utils.set_random_seed(3)
    trial.set_weights(weights)
    prepare(trial, fresh, "block_13_expand", rate)
    if update_statistics:
        lab.let_statistics_update(trial)
    trial.fit(data.x_train, data.y_train, epochs=6, batch_size=batch_size, callbacks=[lab.progress()], verbose=0)
    return lab.accuracy(trial, data.x_val, data.y_val)


if lab.answered(weights_1, history_2):
    random_head = add_head(load_base(), num_classes).get_weights()
    lab.plot_scores(
        {
            "trained head, low rate": results["top blocks"][0],
            "random head, low rate": tune(random_head, fine_rate),
            "random head, head's rate": tune(random_head, head_rate),
        },
        title="Validation accuracy after unfreezing the top blocks",
    )

# %% [markdown]
# Here the random head alone does little harm: at the low rate the model ends a few percentage points lower. It is the high
# rate that spoils the blocks. Training in two phases lets each part have its own rate: a high one for the head, while
# nothing can be spoiled, and a low one for the blocks. With other bases and pictures a random head has been found to do
# harm by itself, most of all on pictures that differ from those in training: see the first paper in *Read on*.
#
# Now BatchNormalization, with the trained head and the low rate. The smaller a batch, the more its mean and variance
# differ from those of the next one.

# %% tags=["skip-while-grading"]
if lab.answered(weights_1, history_2):
    lab.plot_scores(
        {
            "frozen, batches of 16": results["top blocks"][0],
            "updating, batches of 16": tune(weights_1, fine_rate, update_statistics=True),
            "updating, batches of 4": tune(weights_1, fine_rate, batch_size=4, update_statistics=True),
        },
        title="Validation accuracy, BatchNormalization frozen or updating",
    )

# %% [markdown]
# During training, an unfrozen BatchNormalization layer works with the mean and variance of the few pictures in the batch.
# Afterwards it works with its moving statistics, which are now a mixture of the old ones and of those of many small
# batches. So the model is used in another way than it was trained, and some percentage points are lost. With a frozen
# layer there is no difference: it always works with the statistics of pretraining.

# %% [markdown]
# ## Which layers transfer?
#
# You have read that early layers find what all pictures have, and that late ones have specialised. You can measure it:
# cut the base off after some layer, train a head on the features that come out there, and see how good it gets. A head
# that is a single Dense layer, trained on frozen features to find out what they are worth, is called a *linear probe*.
#
# These are five layers of the base, from the input on, each the end of a block. What accuracy on the validation set do
# you expect of a head on each? Again a guess is not graded.

# %%
DEPTHS = ("block_1_project_BN", "block_3_project_BN", "block_6_project_BN", "block_13_project_BN", "out_relu")

# %% tags=["skip-while-grading"]
depth_guesses = {
    "block_1_project_BN": ...,
    "block_3_project_BN": ...,
    "block_6_project_BN": ...,
    "block_13_project_BN": ...,
    "out_relu": ...,
}

# %% [raw]
# # BEGIN QUESTION
# name: "3.6"

# %% [markdown]
# ## Task 3.6: Features of any depth
#
# **9 points · about 10 minutes**
#
# Complete `features_at(base, layer_name)`. It returns a model that
#
# - takes what the base takes: pictures with pixels that are scaled to -1 … 1 already,
# - gives the features of the layer called `layer_name`: the average of each of its feature maps, so one row of numbers
#   for each picture,
# - works with the weights of `base`, and none of them can be trained.
#
# It has to work for any layer of the base with feature maps, not only for those in `DEPTHS`. `base.get_layer(...)` finds
# a layer by its name, and the `output` of a layer is what comes out of it.
#
# Then fill the dictionary `depth_accuracy`: for each name in `DEPTHS`, what `lab.probe(extractor, data)` returns, where
# `extractor` is your model that ends at this layer. Use a newly loaded base. `lab.probe` scales the pictures, sends each
# of them through your model once, trains a linear head on the features of the training set, and returns its accuracy on
# the validation set. All of that takes seconds, since the base does not learn.

# %% [raw]
# # BEGIN SOLUTION


# %%
def features_at(base, layer_name):
    """Cut the base off after a layer, and pool what comes out of it.

    Args:
        base: the base model, from load_base.
        layer_name: of one of its layers, such as "block_6_project_BN".

    Returns:
        keras.Model: takes what the base takes, and gives a row of features for each picture; it
            cannot be trained.
    """
    # BEGIN SOLUTION NO PROMPT
    feature_maps = base.get_layer(layer_name).output
    extractor = keras.Model(base.input, keras.layers.GlobalAveragePooling2D()(feature_maps))
    extractor.trainable = False
    return extractor
    # END SOLUTION
    """  # BEGIN PROMPT
    return ...
    """  # END PROMPT


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN SOLUTION

# %%
# BEGIN SOLUTION NO PROMPT
probed = load_base()
depth_accuracy = {}
for layer_name in DEPTHS:
    depth_accuracy[layer_name] = lab.probe(features_at(probed, layer_name), data)
    print(f"{layer_name}: {depth_accuracy[layer_name]:.1%}")
# END SOLUTION
"""  # BEGIN PROMPT
depth_accuracy = {
    "block_1_project_BN": ...,
    "block_3_project_BN": ...,
    "block_6_project_BN": ...,
    "block_13_project_BN": ...,
    "out_relu": ...,
}
"""  # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
"""  # BEGIN TEST CONFIG
success_message: Your model ends at the layer that is named, and the curve is complete.
"""  # END TEST CONFIG


def test_features_at(load_base, features_at, depth_accuracy):
    from lab.checks import hw3

    hw3.check_features_at(load_base, features_at, depth_accuracy)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% tags=["skip-while-grading"]
if lab.answered(*depth_accuracy.values()):
    lab.compare_guesses(depth_guesses, depth_accuracy)
    lab.plot_depths({"your pictures": depth_accuracy}, guessing=1 / num_classes)

# %% [markdown]
# Is the last layer always the best one? The same heads were trained for other tasks, and their curves recorded: always
# on 40 pictures of each of five classes, with 100 others to measure, and averaged over three draws.
#
# The first plot is about a base that was trained on drawings. From the last line of its legend to the first, the tasks
# resemble its own more and more: photos of flowers, drawings of classes that are new to it, and the very classes that it
# was trained on. In the second plot the base is a larger MobileNetV2, trained on the photos of ImageNet.

# %% tags=["skip-while-grading"]
lab.plot_depths(lab.recorded_depths("drawings"), title="Base trained on drawings", guessing=1 / 5)
lab.plot_depths(lab.recorded_depths("photos"), title="Base trained on photos", guessing=1 / 5)

# %% [raw]
# # BEGIN QUESTION
# name: "3.7"

# %% [markdown]
# ## Task 3.7: Read the curves
#
# **4 points · about 4 minutes**
#
# Where does each curve have its highest point? Then run the cell, and write the code of your choice into `answer_3_7`, in
# quotes.

# %%
lab.question("3.7")

# %% [raw]
# # BEGIN SOLUTION

# %%
answer_3_7 = "k5"  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
"""  # BEGIN TEST CONFIG
success_message: Your answer can be read. After you hand in, the grader says whether it is right, and why.
"""  # END TEST CONFIG


def test_curves(answer_3_7):
    from lab.checks.questions import check_choice

    check_choice("3.7", answer_3_7)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: "3.8"

# %% [markdown]
# ## Task 3.8: Choose a strategy
#
# **9 points · about 8 minutes**
#
# Mira's friends have heard of her machine. Each of them has pictures of a different kind, and asks how much to unfreeze.
# On their computers, training a head takes about 1 minute, the top blocks 5 minutes, and everything 30 minutes. Here is
# the advice. Go through it from the top, and take the first row that applies:
#
# | If ... | then train | because |
# | --- | --- | --- |
# | there are few pictures, fewer than about 20 per class, *and* they look quite different from what the base knows (similarity below about 0.3) | `"head on earlier features"` | the last layers have specialised in something else, and few pictures cannot teach them anew |
# | there are few pictures, or less than 5 minutes | `"head only"` | with more to train, the model would memorise the few pictures, or there is no time for it |
# | there are many pictures (about 500 per class or more), *and* there are 30 minutes or more | `"everything, low rate"` | there is enough to learn from for all layers, and the model overfits less easily |
# | none of these applies | `"top blocks"` | features adapt, and it takes little time |
#
# Complete `choose_strategy(num_examples, similarity, budget)`. It gets
#
# - `num_examples`: how many training pictures there are *per class*,
# - `similarity`: a number from 0 to 1 that says how similar the pictures are to those that the base was trained on (1
#   means the same kind of pictures),
# - `budget`: how many minutes there are for training,
#
# and returns the name of a strategy, spelled as in the table. The word "about" marks rules of thumb: the grader tests
# only clear cases, far from these limits.

# %% [raw]
# # BEGIN SOLUTION


# %%
def choose_strategy(num_examples, similarity, budget):
    """Advise how much of a model to train.

    Args:
        num_examples: training pictures per class.
        similarity: from 0 to 1, how similar they are to what the base was trained on.
        budget: minutes available for training.

    Returns:
        str: "head on earlier features", "head only", "top blocks" or "everything, low rate".
    """
    # BEGIN SOLUTION NO PROMPT
    if num_examples < 20 and similarity < 0.3:
        return "head on earlier features"
    if num_examples < 20 or budget < 5:
        return "head only"
    if num_examples >= 500 and budget >= 30:
        return "everything, low rate"
    return "top blocks"
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
success_message: Every answer is one of the strategies, and pictures, their kind and time all play a part.
"""  # END TEST CONFIG


def test_choose_strategy(choose_strategy):
    from lab.checks import hw3

    hw3.check_choose_strategy(choose_strategy)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: "3.9"

# %% [markdown]
# ## Task 3.9: The best of both
#
# **4 points · about 3 minutes**
#
# Run the cell, read the question, and write the code of the choice you pick into `answer_3_9`, in quotes. The check here
# tells you only whether your answer can be read. The grader will tell you whether it is right, and why.

# %%
lab.me("")  # if you like, your e-mail address as the course page knows it: then the choices have codes of your own
lab.question("3.9")

# %% [raw]
# # BEGIN SOLUTION

# %%
answer_3_9 = "r4"  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
"""  # BEGIN TEST CONFIG
success_message: Your answer can be read. After you hand in, the grader says whether it is right, and why.
"""  # END TEST CONFIG


def test_question(answer_3_9):
    from lab.checks.questions import check_choice

    check_choice("3.9", answer_3_9)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## What you have learned
#
# Freeze first, let the head converge, then unfreeze the top blocks, compile again, and continue at a much lower learning
# rate, with BatchNormalization frozen all the time. That is the recipe for Mira's animals, and for most small data sets.
#
# Early layers are general, and late ones specific: the less a new task resembles the old one, the earlier the layer at
# which the features serve it best.
#
# ## Read on
#
# - [Fine-tuning can distort pretrained features and underperform out-of-distribution](https://arxiv.org/abs/2202.10054)
#   (Kumar, Raghunathan, Jones, Ma and Liang, 2022): why the head goes first.
# - [Universal language model fine-tuning for text classification](https://arxiv.org/abs/1801.06146) (Howard and Ruder,
#   2018): the same idea for text: unfreeze one layer after the other, and give each layer a learning rate of its own.
# - [Rethinking "batch" in BatchNorm](https://arxiv.org/abs/2105.07576) (Wu and Johnson, 2021): what can go wrong with
#   BatchNormalization, and what helps.
# - [Transfusion: understanding transfer learning for medical imaging](https://arxiv.org/abs/1902.07208) (Raghu, Zhang,
#   Kleinberg and Bengio, 2019): pictures that look quite different from what the base knows, where transfer gains
#   little.
# - [How transferable are features in deep neural networks?](https://arxiv.org/abs/1411.1792) (Yosinski, Clune, Bengio
#   and Lipson, 2014): early layers are general, late ones specific. Task 3.6 is modelled on this paper.
# - [Transfer learning](https://cs231n.github.io/transfer-learning/) (notes of the Stanford course CS231n): the four
#   corners of the table in task 3.8, few or many pictures, similar or different.
# - [Fine-tuning](https://d2l.ai/chapter_computer-vision/fine-tuning.html) (a chapter of the book *Dive into Deep
#   Learning*): a base and a head that are trained together, the head at ten times the learning rate.
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
