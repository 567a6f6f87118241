# %% [raw]
# # ASSIGNMENT CONFIG
# name: hw4_overfitting
# init_cell: false
# export_cell: false
# tests:
#     files: true
#     ok_format: false

# %% [markdown]
# # Diagnose overfitting
#
# **About 85 minutes · 100 points**
#
# Mira's brother Tom runs a small shelter of his own. He has trained a model, too, and he is proud of it: "It classifies
# every single one of my training pictures correctly!" Mira tries it on new pictures. Many of them go into the wrong album.
#
# Tom's model has *memorised* its pictures, like a pupil who knows all the answers in the book and fails the exam.
# That is called *overfitting*. You cannot see it from one number alone. The learning curves give it away, if you can read
# them. In this notebook you learn to read them, write a function that reads them for you, and then cure Tom's model.
#
# When you are done, you can
#
# - measure how much better a model does on its training pictures than on new ones,
# - say from the curves which epoch was the best one,
# - tell overfitting from underfitting, from a learning rate that is too high, and from things that only look bad,
# - stop training at the right moment, and cure a model that overfits,
# - say how good a model is without flattering it.
#
# **How this notebook works.** Replace every `...` with your answer, and run the cells from top to bottom. After each
# task there is a check. Checks are free: they tell you early what is missing. The points come from the grader, which
# tests your work more thoroughly after you hand it in. Stuck? Open a new cell and run `lab.hint("4.1")` with the number
# of the task. Each call gives one more hint, and hints cost nothing. All cells together run for about two
# minutes.

# %%
import lab  # before Keras: it keeps start-up messages out of your notebook
import keras
import numpy as np

grader = lab.grader("hw4_overfitting.ipynb")
keras.utils.set_random_seed(4)

# %% [markdown]
# ## Six ways a training run can look
#
# After each epoch, `fit` records four numbers: accuracy and loss on the training set, and accuracy and loss on the
# validation set. `fit(...).history` is a dictionary with one list for each:
#
# - `"accuracy"` and `"loss"`: on the training set,
# - `"val_accuracy"` and `"val_loss"`: on the validation set, from which the model does not learn.
#
# Accuracy only counts right and wrong. The *loss* also takes into account how confident the model is: a confident wrong
# answer costs most. The curves below are made up, so that each shows one thing very clearly.

# %%
lab.plot_curves(lab.textbook_curves())

# %% [markdown]
# - **Rate too high.** The training loss itself jumps up and down, or shoots up for good. Each step overshoots the minimum.
# - **Noisy validation.** Training goes smoothly, but the validation accuracy jumps from epoch to epoch. There are too few
#   validation pictures: if there are only ten, a single picture changes the accuracy by 10 percentage points.
# - **Underfitting.** Even training pictures are often classified wrongly. The model has not learned enough: it is too weak
#   for the task, or was trained for too short a time or with too low a learning rate.
# - **Overfitting.** Nearly all training pictures are classified correctly, and new ones are not. Often the validation loss
#   falls at first and then rises again: the model becomes more and more confident, even where it is wrong.
# - **Validation above training.** No bug! Dropout and augmentation make the task harder during training only. In
#   validation they are switched off.
# - **Good fit.** Both curves end high and close together. A small gap is normal: nearly every model does a little better
#   on pictures that it was trained on.

# %% [raw]
# # BEGIN QUESTION
# name: "4.1"

# %% [markdown]
# ## Task 4.1: Measure the gap
#
# **8 points · about 6 minutes**
#
# How much better is a model on the pictures that it was trained on? The *generalization gap* tells you: training accuracy
# minus validation accuracy, both **at the end** of training. A single epoch can be lucky. So let "at the end" mean
# the average over the **last three epochs**, or over all of them if there are fewer than three.
#
# Complete `generalization_gap(history)`. It takes a dictionary as described above and returns one number, for example
# 0.25. If validation is better than training, the number is negative.

# %% [raw]
# # BEGIN SOLUTION

# %%
def generalization_gap(history):
    """Measure how much better a model does on training pictures than on new ones.

    Args:
        history (dict): lists with one number for each epoch, named "accuracy", "loss",
            "val_accuracy" and "val_loss"; it is left as it is.

    Returns:
        float: training minus validation accuracy, both averaged over the last three epochs.
    """
    # BEGIN SOLUTION NO PROMPT
    training = np.mean(history["accuracy"][-3:])
    validation = np.mean(history["val_accuracy"][-3:])
    return float(training - validation)
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
success_message: The gap is measured at the end, and its sign says which of the two is higher.
"""  # END TEST CONFIG


def test_generalization_gap(generalization_gap):
    from lab.checks import hw4

    hw4.check_generalization_gap(generalization_gap)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: "4.2"

# %% [markdown]
# ## Task 4.2: Find the best epoch
#
# **8 points · about 5 minutes**
#
# The last epoch of a training run need not be the best. Which epoch would you have liked to keep? The one with the lowest
# **validation loss**. The loss is a better judge than the accuracy: it shows that a model is becoming confident of wrong
# answers, often long before the accuracy falls.
#
# Complete `best_epoch(history)`. It returns the number of that epoch. The first epoch has **number 1**, as in the plots.
# If two epochs are equally good, take the earlier one.

# %% [raw]
# # BEGIN SOLUTION

# %%
def best_epoch(history):
    """Find the epoch after which the model did best on new pictures.

    Args:
        history (dict): as in generalization_gap.

    Returns:
        int: number of the epoch with the lowest validation loss; the first one is 1.
    """
    # BEGIN SOLUTION NO PROMPT
    losses = history["val_loss"]
    return losses.index(min(losses)) + 1
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
success_message: Lowest validation loss, counted from 1.
"""  # END TEST CONFIG


def test_best_epoch(best_epoch):
    from lab.checks import hw4

    hw4.check_best_epoch(best_epoch)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: "4.3"

# %% [markdown]
# ## Task 4.3: Write the diagnosis
#
# **24 points · about 20 minutes**
#
# Now teach the computer to read the curves. Complete `diagnose(history)`. It returns one of the six strings in
# `lab.DIAGNOSES`, spelled exactly as in the left column.
#
# Go through the table from top to bottom. **The first row that applies is the answer.** The order matters: if the
# training loss itself jumps, or validation is mere noise, there is no point in comparing the two.
#
# | diagnosis | applies if |
# | :-- | :-- |
# | `"rate too high"` | the training loss goes up by more than 0.1 from one epoch to the next, in at least a third of all such steps; **or** the training loss of the last epoch is above 0.5 and at least twice the lowest one |
# | `"noisy validation"` | in the second half of the epochs, the validation accuracy changes, up or down, by 0.05 or more on average from one epoch to the next |
# | `"underfitting"` | the training accuracy at the end is below 0.65 |
# | `"overfitting"` | the gap at the end is 0.15 or more; **or** the validation loss of the last epoch is at least 1.25 times the lowest one |
# | `"validation above training"` | the gap at the end is −0.03 or less |
# | `"good fit"` | none of the above applies |
#
# For accuracy and gap, "at the end" again means the average over the last three epochs. The limits are rules of thumb
# for Mira's and Tom's pictures, not laws of nature; take them as they stand in the table. The grader tests a great many
# histories of 12 to 50 epochs. None of them is exactly at a limit, and if a history has an epoch in the middle, you may
# count it in either half.

# %% [raw]
# # BEGIN SOLUTION

# %%
def diagnose(history):
    """Name what the learning curves show.

    Args:
        history (dict): as in generalization_gap.

    Returns:
        str: one of lab.DIAGNOSES.
    """
    # BEGIN SOLUTION NO PROMPT
    loss, val_loss = np.array(history["loss"]), np.array(history["val_loss"])
    jumps_up = np.diff(loss) > 0.1
    if np.mean(jumps_up) >= 1 / 3 or loss[-1] > max(0.5, 2 * loss.min()):
        return "rate too high"

    val_accuracy = np.array(history["val_accuracy"])
    second_half = val_accuracy[len(val_accuracy) // 2 :]
    if np.mean(np.abs(np.diff(second_half))) >= 0.05:
        return "noisy validation"

    if np.mean(history["accuracy"][-3:]) < 0.65:
        return "underfitting"

    gap = generalization_gap(history)
    if gap >= 0.15 or val_loss[-1] >= 1.25 * val_loss.min():
        return "overfitting"
    if gap <= -0.03:
        return "validation above training"
    return "good fit"
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
success_message: Your rules tell all six textbook cases apart.
"""  # END TEST CONFIG


def test_diagnose(diagnose):
    from lab.checks import hw4

    hw4.check_diagnose(diagnose)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Real curves are less tidy
#
# Here are six training runs on Mira's pictures, A to F. Nothing is made up this time. Look at **B**: it ends with a
# training accuracy of 95 % and a validation accuracy of 70 %.

# %%
lab.plot_curves(lab.recorded_curves())

# %% [raw]
# # BEGIN QUESTION
# name: "4.4"

# %% [markdown]
# ## Task 4.4: Read real curves
#
# **10 points · about 8 minutes**
#
# Now you are the doctor. Read the curves A to F with your own eyes, and write a diagnosis from `lab.DIAGNOSES` for each
# into `readings`. Each diagnosis occurs once. The cell after the check asks your function for a second opinion.

# %% [raw]
# # BEGIN SOLUTION

# %%
# BEGIN SOLUTION NO PROMPT
readings = {
    "A": "good fit",
    "B": "overfitting",
    "C": "noisy validation",
    "D": "validation above training",
    "E": "rate too high",
    "F": "underfitting",
}
# END SOLUTION
"""  # BEGIN PROMPT
readings = {
    "A": ...,
    "B": ...,
    "C": ...,
    "D": ...,
    "E": ...,
    "F": ...,
}
"""  # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
"""  # BEGIN TEST CONFIG
success_message: Six letters, six diagnoses. After you hand in, the grader says whether they are right.
"""  # END TEST CONFIG


def test_readings(readings):
    from lab.checks import hw4

    hw4.check_readings(readings)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# What does your function say? If the two of you disagree, find out who is right. Both answers count.

# %%
for letter, curves in lab.recorded_curves().items():
    if not lab.answered(readings[letter], diagnose(curves)):
        break
    print(f"{letter}: you say {readings[letter]}, your function says {diagnose(curves)}")

# %% [raw]
# # BEGIN QUESTION
# name: "4.5"

# %% [markdown]
# ## Task 4.5: 95 % here, 70 % there
#
# **6 points · about 3 minutes**
#
# Think of curve B once more. Write the code of the choice you pick into `answer_4_5`. The check tells you only whether
# your answer can be read. The grader will tell you whether it is right, and why.

# %%
lab.me("")  # if you like, your e-mail address as the course page knows it: then the choices have codes of your own
lab.question("4.5")

# %% [raw]
# # BEGIN SOLUTION

# %%
answer_4_5 = "s6"  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
"""  # BEGIN TEST CONFIG
success_message: Your answer can be read. After you hand in, the grader says whether it is right, and why.
"""  # END TEST CONFIG


def test_question(answer_4_5):
    from lab.checks.questions import check_choice

    check_choice("4.5", answer_4_5)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: "4.6"

# %% [markdown]
# ## Task 4.6: Too good to be true?
#
# **6 points · about 3 minutes**
#
# One last question before you get to work on a model.

# %%
lab.question("4.6")

# %% [raw]
# # BEGIN SOLUTION

# %%
answer_4_6 = "f4"  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
"""  # BEGIN TEST CONFIG
success_message: Your answer can be read. After you hand in, the grader says whether it is right, and why.
"""  # END TEST CONFIG


def test_question(answer_4_6):
    from lab.checks.questions import check_choice

    check_choice("4.6", answer_4_6)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Tom's model
#
# Tom has only a handful of pictures of each animal: `few` holds them. The validation set is Mira's. There are no
# more pictures for Tom, so please train on these alone.
#
# His head is *wide*: he flattens the feature maps instead of averaging them, and puts a large dense layer on top. And he
# trains the base from the start as well, all of it except BatchNormalization. That makes more than six million numbers to
# learn, from a few dozen pictures.
#
# Predict before you run: which share of his training pictures, and of the validation pictures, will his model classify
# correctly in the end? Replace the `...` with shares between 0 and 1, such as 0.5. A guess cannot be wrong: it is not
# graded, and it makes you look more closely at what comes out.

# %% tags=["skip-while-grading"]
toms_guesses = {"training accuracy": ..., "validation accuracy": ...}

# %% [markdown]
# Now run the cells, and look at the curves.

# %%
few = lab.load_few()
print("training:  ", few.x_train.shape)
print("validation:", few.x_val.shape)


def load_base():
    """The frozen base model, as in the previous notebooks."""
    base = keras.applications.MobileNetV2(
        input_shape=lab.IMAGE_SHAPE, include_top=False, weights=lab.WEIGHTS, alpha=lab.ALPHA
    )
    base.trainable = False
    return base


def build_toms_model():
    """Tom's model: a wide head on flattened feature maps, and a base that is trained, too."""
    base = load_base()
    for layer in base.layers:
        layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = base(x, training=False)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(512, activation="relu")(x)
    outputs = keras.layers.Dense(len(few.class_names))(x)
    model = keras.Model(inputs, outputs)
    model.compile(
        optimizer=keras.optimizers.Adam(0.002),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model

# %% tags=["skip-while-grading"]
toms_model = build_toms_model()
lab.describe(toms_model)
toms_history = toms_model.fit(
    few.x_train,
    few.y_train,
    validation_data=(few.x_val, few.y_val),
    epochs=25,
    callbacks=[lab.progress()],
    verbose=0,
)
lab.plot_history(toms_history)
if lab.answered(diagnose(toms_history.history), generalization_gap(toms_history.history)):
    print(f"Your function says: {diagnose(toms_history.history)}.")
    print(f"The gap is {generalization_gap(toms_history.history):.2f}.")
lab.compare_guesses(toms_guesses, lab.final_accuracies(toms_history))

# %% [markdown]
# After a few epochs the training accuracy is almost perfect. From then on the model only becomes more confident, and the
# validation loss rises.

# %% [raw]
# # BEGIN QUESTION
# name: "4.7"

# %% [markdown]
# ## Task 4.7: Stop at the best epoch
#
# **10 points · about 10 minutes**
#
# Training longer and longer makes Tom's model worse. `keras.callbacks.EarlyStopping` monitors training and stops it. You
# pass it to `fit` in the list `callbacks`. It needs to know
#
# - what to monitor: `monitor`,
# - how many epochs *without improvement* to wait before it gives up: `patience`,
# - whether to go back to the weights of the **best** epoch: `restore_best_weights`. When it stops, the best epoch was
#   some epochs ago. If it does not go back, you keep a model that is worse than the best one you had.
#
# Complete `fit_until_best`. It trains a model as it was compiled, and stops as soon as the validation **loss** has not
# improved for `patience` epochs, however small an improvement may be. It returns two things: the model with the weights
# of its best epoch, and what `fit` returned.
#
# Create a new `EarlyStopping` in each call, so that nothing is carried over from one training run to the next.

# %% editable=false deletable=false
def small_model(learning_rate=0.02):
    """A model that overfits within seconds, to try things out on. The grader uses it, too."""
    keras.utils.set_random_seed(4)
    model = keras.Sequential(
        [keras.Input((8,)), keras.layers.Dense(64, activation="relu"), keras.layers.Dense(3)]
    )
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model

# %% [raw]
# # BEGIN SOLUTION

# %%
def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    """Train until the validation loss stops improving, and keep the best weights.

    Args:
        model: a compiled model, which reports accuracy.
        x_train, y_train: what it is trained on.
        x_val, y_val: what it is evaluated on after each epoch.
        max_epochs: the largest number of epochs.
        patience: how many epochs without improvement to wait.

    Returns:
        the model, with the weights of the epoch that had the lowest validation loss, and the
        history, which is what fit returned.
    """
    # BEGIN SOLUTION NO PROMPT
    stopping = keras.callbacks.EarlyStopping(
        monitor="val_loss", patience=patience, restore_best_weights=True
    )
    history = model.fit(
        x_train,
        y_train,
        validation_data=(x_val, y_val),
        epochs=max_epochs,
        callbacks=[stopping],
        verbose=0,
    )
    return model, history
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
success_message: It stops in time, and restores the best weights.
"""  # END TEST CONFIG


def test_fit_until_best(fit_until_best, small_model):
    from lab.checks import hw4

    hw4.check_fit_until_best(fit_until_best, small_model)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: "4.8"

# %% [markdown]
# ## Task 4.8: Cure Tom's model
#
# **18 points · about 20 minutes**
#
# Build a model that learns from Tom's few pictures without memorising them. These are the remedies. Try one, look
# at the curves, try another. One alone may not be enough.
#
# - **Fewer numbers to learn:** keep the base frozen, average the feature maps instead of flattening them, make the dense
#   layers smaller, or leave them out.
# - **Dropout:** during training, leave out some features at random.
# - **Weight decay:** a penalty on large weights, such as `kernel_regularizer=keras.regularizers.L2(0.01)` in a dense
#   layer.
# - **Augmentation:** flip, rotate and shift the training pictures a little, in a new way in each epoch. The layers
#   `RandomFlip`, `RandomRotation`, `RandomTranslation` and `RandomZoom` do this; put them before the scaling.
# - **Early stopping:** your `fit_until_best`.
#
# Complete `build_repaired_model()`, which returns a compiled model like Tom's, but better: a `keras.Sequential` or
# `keras.Model(inputs, outputs)` made of Keras's own layers, not a class of your own. Then train a model that
# `build_repaired_model()` returns, without changing or recompiling it, on the training set of `few` alone; use the
# validation set only for validation. Keep the trained model in `repaired`, and what `fit` returned in `repaired_history`.
#
# The cell prints three goals, on Tom's training set and the validation set. The grader evaluates your model on pictures
# that were never handed out.
#
# The second goal keeps your model from learning too little, and from being confident where it is wrong: either way, its
# loss on new pictures is high. The third goal is about the gap between the two *losses*. A model that memorises pictures
# is confident every time, on new pictures too, even where it is wrong. Accuracy hardly shows that. The loss does: the more
# confident a wrong answer, the higher the loss. `lab.loss(model, pictures, labels)` measures it, without what weight decay
# adds.

# %% [raw]
# # BEGIN SOLUTION

# %%
print(f"Validation accuracy: {lab.goal('4.8.2'):.0%} or more.")
print(f"Validation loss: {lab.goal('4.8.2 loss'):.2f} or less.")
print(f"Validation loss above training loss: by {lab.goal('4.8.3'):.2f} at most.")


def build_repaired_model():
    """Build a model that learns from a few pictures without memorising them.

    Returns:
        keras.Model: takes raw pictures (pixels from 0 to 255) and gives one number per class. It
        is compiled, for labels that are whole numbers, and reports accuracy.
    """
    # BEGIN SOLUTION NO PROMPT
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.RandomFlip("horizontal")(inputs)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(x)
    x = load_base()(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dropout(0.5)(x)
    outputs = keras.layers.Dense(len(few.class_names), kernel_regularizer=keras.regularizers.L2(0.1))(x)
    model = keras.Model(inputs, outputs)
    model.compile(
        optimizer=keras.optimizers.Adam(0.003),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model
    # END SOLUTION
    """  # BEGIN PROMPT
    return ...
    """  # END PROMPT


# %%
# BEGIN SOLUTION NO PROMPT
repaired, repaired_history = fit_until_best(
    build_repaired_model(),
    few.x_train,
    few.y_train,
    few.x_val,
    few.y_val,
    max_epochs=25,
    patience=6,
)
# END SOLUTION
"""  # BEGIN PROMPT
repaired = ...
repaired_history = ...
"""  # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
"""  # BEGIN TEST CONFIG
success_message: The gap has shrunk, and the model does better on new pictures.
"""  # END TEST CONFIG


def test_repaired(build_repaired_model, repaired, repaired_history):
    from lab.checks import hw4

    hw4.check_repaired(build_repaired_model, repaired, repaired_history)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Before and after
#
# Compare these curves with Tom's. Which gap is smaller? And which model would you give to the shelter?

# %% tags=["skip-while-grading"]
lab.plot_history(repaired_history)

# %% tags=["skip-while-grading"]
if lab.answered(repaired):
    for name, model in (("Tom's model", toms_model), ("your model", repaired)):
        training = lab.accuracy(model, few.x_train, few.y_train)
        validation = lab.accuracy(model, few.x_val, few.y_val)
        low, high = lab.loss(model, few.x_train, few.y_train), lab.loss(model, few.x_val, few.y_val)
        print(f"{name:<12} accuracy: training {training:.0%}, validation {validation:.0%}")
        print(f"{'':<12} loss:     training {low:.2f}, validation {high:.2f}, gap {high - low:.2f}")

# %% [markdown]
# ## Augmentation, put to the test
#
# This is what augmentation does to a single picture. Is it still a picture that could come to the shelter?

# %% tags=["skip-while-grading"]
augment = keras.Sequential(
    [
        keras.layers.RandomFlip("horizontal"),
        keras.layers.RandomRotation(0.05),
        keras.layers.RandomTranslation(0.1, 0.1),
        keras.layers.RandomZoom(0.1),
    ]
)
nine = np.concatenate([augment(few.x_train[:1], training=True) for _ in range(9)])
lab.show_images(nine, columns=9, alt="One picture, changed in nine ways: flipped, turned, shifted and zoomed a little.")

# %% [markdown]
# Does it help? To find out, change nothing else. This is called an *ablation*: take one thing away at a time, and measure
# what it was worth. The cell trains a head on eight changed copies of each of Tom's pictures, three times for each kind of
# change. The base is frozen, so its features are computed once for each kind. It runs for about half a minute.

# %% tags=["skip-while-grading"]
flip = keras.layers.RandomFlip("horizontal")
turn = keras.layers.RandomRotation(0.05)
kinds = {
    "as they are": [keras.layers.Identity()],
    "flipped": [flip],
    "flipped, turned a little": [flip, turn],
    "also shifted and zoomed": [flip, turn, keras.layers.RandomTranslation(0.1, 0.1), keras.layers.RandomZoom(0.1)],
    "turned any way, upside down": [keras.layers.RandomFlip(), keras.layers.RandomRotation(0.5)],
}
new_features = lab.features(few.x_val)
ablation = {}
for kind, layers in kinds.items():
    change = keras.Sequential(layers)
    copies = lab.features(np.concatenate([change(few.x_train, training=True) for _ in range(8)]))
    ablation[kind] = []
    for seed in range(3):
        keras.utils.set_random_seed(seed)
        head = lab.new_head(len(few.class_names))
        head.fit(copies, np.tile(few.y_train, 8), epochs=5, batch_size=8, verbose=0)
        ablation[kind].append(lab.accuracy(head, new_features, few.y_val))
lab.plot_scores(ablation, guessing=1 / 5)

# %% [markdown]
# Small changes make little difference here: a few percentage points, up or down. Large ones do harm.
# No rabbit comes to the shelter upside down, so the head spends its effort on pictures that it will never be asked about.
# Augmentation should make pictures that could really come.

# %% [raw]
# # BEGIN QUESTION
# name: "4.9"

# %% [markdown]
# ## Task 4.9: Tell Tom
#
# **0 points · about 4 minutes**
#
# A person will read your answer to this question. Put three quotes before and after it, so that it may have several
# lines: `answer_4_9 = """..."""`. The check tells you only whether there is an answer.

# %%
lab.question("4.9")

# %% [raw]
# # BEGIN SOLUTION

# %%
# BEGIN SOLUTION NO PROMPT
answer_4_9 = (
    "Your model has memorised its training pictures, so it gets all of them right, but that says nothing about new ones. "
    "On the validation set mine is right clearly more often, and its loss stays close to the training loss. "
    "I kept the base frozen, averaged the features and added dropout and weight decay: with so few numbers to learn, "
    "it cannot memorise single pictures and has to find what all cats have in common."
)
# END SOLUTION
"""  # BEGIN PROMPT
answer_4_9 = ...
"""  # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
"""  # BEGIN TEST CONFIG
success_message: Your answer is noted. A person will read it.
"""  # END TEST CONFIG


def test_answer(answer_4_9):
    from lab.checks.questions import check_written

    check_written("4.9", answer_4_9)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## The number that you report
#
# You have told Tom how your model does on the validation set. Think of what those pictures have done for you: they
# stopped the training, and each time that you tried a remedy, they said whether to keep it. Is it fair to let the same
# pictures say how good the result is?
#
# Here is an experiment. 100 heads were trained on Tom's few pictures, in five ways, each from random weights of its own.
# Mira's 200 validation pictures are then dealt out in two piles. With the small one, 25 pictures, one of the heads is
# chosen: that is the *validation set* here. The other 175 are a **test set**: nobody looks at it until the choice is made.

# %% [raw]
# # BEGIN QUESTION
# name: "4.10"

# %% [markdown]
# ## Task 4.10: How much the choice flatters
#
# **6 points · about 5 minutes**
#
# Complete `selection_optimism(val_scores, test_scores)`. Both are lists with one accuracy for each run, in the same
# order: `val_scores[3]` and `test_scores[3]` belong to the same run.
#
# - The run with the **highest validation score** is chosen. If several runs share it, the first of them is.
# - The result is the validation score of that run minus **its** test score. So it is negative if the run does better on
#   the test set.
#
# For example, `selection_optimism([0.5, 0.8, 0.6], [0.6, 0.7, 0.9])` is 0.1: the second run is chosen, and 0.8 − 0.7 is
# 0.1. The two lists always have the same length, with one run or more. Each score is a number from 0 to 1, and none is
# missing (no NaN). Leave both lists as they are.

# %% [raw]
# # BEGIN SOLUTION

# %%
def selection_optimism(val_scores, test_scores):
    """Measure how much better the chosen run looks in validation than it is.

    Args:
        val_scores (list): validation accuracy of each run.
        test_scores (list): test accuracy of each run, in the same order. Both are left as they
            are.

    Returns:
        float: validation score minus test score of the run with the best validation score.
    """
    # BEGIN SOLUTION NO PROMPT
    chosen = val_scores.index(max(val_scores))
    return val_scores[chosen] - test_scores[chosen]
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
success_message: Chosen by the validation scores alone, and then compared with its own test score.
"""  # END TEST CONFIG


def test_selection_optimism(selection_optimism):
    from lab.checks import hw4

    hw4.check_selection_optimism(selection_optimism)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# Now look at the 100 heads. On the dashed line, a head would do as well in the test as in validation. The pictures are dealt
# out such that both piles are about equally hard: on average, the heads do as well on the one as on the other.

# %% tags=["skip-while-grading"]
val_scores, test_scores = lab.recorded_heads()
lab.plot_choice(val_scores, test_scores)
if lab.answered(selection_optimism(val_scores, test_scores)):
    optimism = selection_optimism(val_scores, test_scores)
    print(f"Validation flatters the chosen head by {100 * optimism:.0f} percentage points.")

# %% [markdown]
# Is that only bad luck? Deal the pictures out in 300 other ways, and compare one head, ten or all of them. Then choose
# with 100 validation pictures instead of 25.

# %% tags=["skip-while-grading"]
if lab.answered(selection_optimism([0.5], [0.5])):
    for pictures in (25, 100):
        print(f"{pictures} validation pictures")
        for runs in (1, 10, 100):
            deals = [lab.recorded_heads(pictures, runs=runs, seed=seed) for seed in range(300)]
            optimism = np.mean([selection_optimism(*deal) for deal in deals])
            print(f"   best of {runs:>3}: flattered by {100 * optimism:.1f} percentage points on average")

# %% [markdown]
# A head that nobody chose is not flattered, on average. But the more heads you compare, and the fewer pictures decide, the
# luckier the chosen one was.

# %% [raw]
# # BEGIN QUESTION
# name: "4.11"

# %% [markdown]
# ## Task 4.11: Look once
#
# **4 points · about 3 minutes**
#
# One more question.

# %%
lab.question("4.11")

# %% [raw]
# # BEGIN SOLUTION

# %%
answer_4_11 = "k4"  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
"""  # BEGIN TEST CONFIG
success_message: Your answer can be read. After you hand in, the grader says whether it is right, and why.
"""  # END TEST CONFIG


def test_question(answer_4_11):
    from lab.checks.questions import check_choice

    check_choice("4.11", answer_4_11)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Right for the wrong reason
#
# Mira's aunt keeps her pictures in albums, one for each kind of animal. Each album has pages of its own colour, and when she
# scans a picture, the scanner sees some of the page around it.

# %% tags=["skip-while-grading"]
data = lab.load_data()
album_train = lab.on_pages(data.x_train, data.y_train)
album_val = lab.on_pages(data.x_val, data.y_val)
lab.show_images(album_train, data.y_train, data.class_names)

# %% [markdown]
# Two models are trained on these pictures: a network from scratch, and a head on the frozen base. They are evaluated twice on
# the same animals: on pages of the right colour, and on pages of another animal's colour. Predict before you run: how
# accurate is the network from scratch?

# %% tags=["skip-while-grading"]
shortcut_guesses = {"pages of its own colour": ..., "pages of another colour": ...}

# %% tags=["skip-while-grading"]
own_pages = album_val
other_pages = lab.on_pages(data.x_val, (data.y_val + 1) % len(data.class_names))

scratch = lab.network_from_scratch(len(data.class_names))
scratch.fit(album_train, data.y_train, epochs=4, batch_size=8, callbacks=[lab.progress()], verbose=0)
head = lab.new_head(len(data.class_names))
head.fit(lab.features(album_train), data.y_train, epochs=8, batch_size=8, verbose=0)

measured = {
    "pages of its own colour": lab.accuracy(scratch, own_pages, data.y_val),
    "pages of another colour": lab.accuracy(scratch, other_pages, data.y_val),
}
lab.compare_guesses(shortcut_guesses, measured)
lab.plot_scores(
    {f"from scratch, {pages}": accuracy for pages, accuracy in measured.items()}
    | {
        "pretrained base, pages of its own colour": lab.accuracy(head, lab.features(own_pages), data.y_val),
        "pretrained base, pages of another colour": lab.accuracy(head, lab.features(other_pages), data.y_val),
    },
    guessing=1 / 5,
)

# %% [markdown]
# On pages of the right colour, the network from scratch seems to know its animals after four epochs. On the others it is
# *worse than guessing*: it names the animal whose page it sees. It has learned the colour of the page, because that was the
# easiest way to a low loss. This is called *shortcut learning*. A validation set from the same albums never shows it, for
# it has the same shortcut. Only pictures from elsewhere do.
#
# The pretrained base is hardly fooled. It has learned from drawings on all kinds of backgrounds, so its features say little
# about the page. Do not rely on that: a base ignores only what did not help in *its* training. In photos, fish are often held
# by fingers and cows stand on grass, and there are networks that went by the fingers and the grass.

# %% [markdown]
# ## What you have learned
#
# A model that does worse on the training set can be the better one. What counts is how it does on pictures that it has
# not been trained on, and the validation curves show you that.
#
# ## Read on
#
# - [Overfit and underfit](https://www.tensorflow.org/tutorials/keras/overfit_and_underfit) (TensorFlow's tutorial): the
#   same remedies on another task.
# - [Understanding deep learning requires rethinking generalization](https://arxiv.org/abs/1611.03530) (Zhang, Bengio,
#   Hardt, Recht and Vinyals, 2017): networks can memorise even random labels.
# - [A survey on image data augmentation for deep learning](https://doi.org/10.1186/s40537-019-0197-0) (Shorten and
#   Khoshgoftaar, 2019): many more ways to change a picture.
# - [Shortcut learning in deep neural networks](https://arxiv.org/abs/2004.07780) (Geirhos, Jacobsen, Michaelis, Zemel,
#   Brendel, Bethge and Wichmann, 2020): right for the wrong reason, and how to notice.
# - [Recognition in terra incognita](https://arxiv.org/abs/1807.04975) (Beery, Van Horn and Perona, 2018): networks that
#   recognise animals far better in the places that they were trained on than elsewhere.
# - [A recipe for training neural networks](https://karpathy.github.io/2019/04/25/recipe/) (Karpathy, 2019): first
#   overfit, then regularize: the order in which a practitioner works.
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
