# %% [raw]
# # ASSIGNMENT CONFIG
# name: hw2_build_head
# init_cell: false
# export_cell: false
# tests:
#     files: true
#     ok_format: false

# %% [markdown]
# # Build the head
#
# **About 60 minutes · 100 points**
#
# Mira looks after the picture archive of an animal shelter. Every day new pictures come in, and each one has to go
# into the right album. She would love a computer to do the sorting, but she has only a few labelled pictures
# of each animal. That is far too little to train a network from scratch.
#
# There is another way. A network that has already been trained on a great many pictures, for another task, knows edges,
# textures and shapes. You will reuse what it has learned, and give it a new head.
#
# ![Diagram of the model. Raw pixels from 0 to 255 go into a scaling step, then into the base model, which is frozen, then
# into pooling, dropout and a dense layer. Pooling, dropout and dense layer together are the head. The output is one score
# per class.](lab/pictures/plan.svg)
#
# When you are done, you can
#
# - load a pretrained base model and freeze it,
# - put a new head on it, for any number of classes,
# - say what shape the outputs have, and how many numbers the head has to learn, before you run anything,
# - choose a loss that fits the last layer, train the head, and read the learning curves.
#
# **How this notebook works.** Replace every `...` with your answer, and run the cells from top to bottom. After each
# task there is a check. Checks are free: they tell you early what is missing. The points come from the grader, which
# tests your work more thoroughly after you hand it in. Stuck? Open a new cell and run `lab.hint("2.1")` with the number
# of the task. Each call gives one more hint, and hints cost nothing. All cells together run for about a
# minute.

# %%
import lab  # before Keras: it keeps start-up messages out of your notebook
import keras

grader = lab.grader("hw2_build_head.ipynb")
keras.utils.set_random_seed(2)

# %% [markdown]
# ## Look at the pictures first
#
# There are two sets. The model learns from the *training set*. The *validation set* is held out: the model never learns
# from it, so it tells us how well the model does on pictures that it has not been trained on.

# %%
data = lab.load_data()
print("training:  ", data.x_train.shape)
print("validation:", data.x_val.shape)
print("pixels:     from", data.x_train.min(), "to", data.x_train.max())
print("classes:   ", ", ".join(data.class_names))
lab.show_images(data.x_train, data.y_train, data.class_names)

# %% [raw]
# # BEGIN QUESTION
# name: "2.1"

# %% [markdown]
# ## Task 2.1: Load the base and freeze it
#
# **15 points · about 8 minutes**
#
# The base model is called MobileNetV2. Its old *top* classifies things that we are not interested in, so we leave it off.
# What remains turns a picture into 1280 *feature maps*: small grids of numbers that say what can be seen where.
#
# *Frozen* means that training does not change its weights. The base has already learned good features, while your new head
# starts from random weights. If both were trained at once, the large gradient updates caused by the untrained head would
# spoil the base.
#
# Complete `load_base()`. It returns `keras.applications.MobileNetV2`
#
# - for pictures of shape `lab.IMAGE_SHAPE`,
# - without its top,
# - with the pretrained weights `lab.WEIGHTS` and the width `alpha=lab.ALPHA`,
# - frozen.

# %% [raw]
# # BEGIN SOLUTION


# %%
def load_base():
    """Load the pretrained base model, without its top, and freeze it.

    Returns:
        keras.Model: takes pictures of shape lab.IMAGE_SHAPE; none of its weights can be
        trained.
    """
    # BEGIN SOLUTION NO PROMPT
    base = keras.applications.MobileNetV2(
        input_shape=lab.IMAGE_SHAPE, include_top=False, weights=lab.WEIGHTS, alpha=lab.ALPHA
    )
    base.trainable = False
    return base
    # END SOLUTION
    """  # BEGIN PROMPT
    return ...
    """  # END PROMPT


lab.describe(load_base())

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
"""  # BEGIN TEST CONFIG
success_message: The base is pretrained, has no top, and is frozen.
"""  # END TEST CONFIG


def test_load_base(load_base):
    from lab.checks import hw2

    hw2.check_load_base(load_base)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# What does the base see? Each small image below is one *feature map*: it is bright where a layer has found the pattern
# that it responds to. The first layer finds edges and colours, later ones textures and parts. Edges are edges, whether of
# an owl or of a cat: that is why a base that was trained for another task is useful here.

# %% tags=["skip-while-grading"]
lab.show_feature_maps(data.x_train[0])

# %% [markdown]
# ## Inside the base
#
# MobileNetV2 was designed for phones, so it has to make do with few weights. Its largest part is a chain of 17 blocks. This
# is one of them, block 14:

# %% tags=["skip-while-grading"]
lab.show_block()

# %% [markdown]
# An ordinary 3 × 3 convolution does two things at once: it looks at the neighbourhood of each position, and it mixes all
# maps. A *depthwise* convolution only looks: each map has a filter of its own, and the maps are not mixed. A 1 × 1
# convolution only mixes: it sees a single position of all maps. To do the one after the other takes far fewer weights.
#
# What comes in is added to what comes out: that is a *residual connection*. The residual blocks of earlier networks, such
# as ResNet50, are wide outside and narrow inside. This one is narrow outside and wide inside, so it is called an *inverted
# residual*. (A block whose output has another size than its input has no residual connection.)
#
# How many weights do the three convolutions have together? They have no biases. Replace the `...` and compare; nothing here
# is graded.

# %% tags=["skip-while-grading"]
block_count = ...
lab.check_count(block_count)

# %% [raw]
# # BEGIN QUESTION
# name: "2.2"

# %% [markdown]
# ## Task 2.2: Build the model
#
# **30 points · about 20 minutes**
#
# Now put the model together as in the diagram above. Complete `build_model(num_classes)`. It returns a model that is not
# compiled, a `keras.Sequential` or `keras.Model(inputs, outputs)` made of Keras's own layers, with these steps:
#
# 1. An input for raw pictures of shape `lab.IMAGE_SHAPE`, with pixels from 0 to 255.
# 2. *Scaling, inside the model.* The base was trained on pixels from −1 to 1, so 0 has to become −1, and 255 has to
#    become 1. If the model does this itself, nobody can forget it later.
# 3. The base from `load_base()`. It is frozen, and that protects its BatchNormalization layers, too: they keep using the
#    *moving statistics* (means and variances) that they learned in pretraining.
# 4. *Global average pooling*: each feature map becomes one number, its average. That gives 1280 *features* per picture.
# 5. *Dropout*, if you like: during training, some features are left out at random, so that the head does not rely on just
#    a few of them. The points are the same with and without.
# 6. A *dense* layer with one unit per class. It has to work for any `num_classes` from 2 upwards.
#
# Many tutorials call the base with `training=False`. You may do so: it says that the base is meant to run in inference
# mode. In a model like this one, though, `fit` overrides it, and only freezing keeps the moving statistics as they are. The
# argument matters where *you* write the forward pass: in the `call` method of a model class, or in a training loop of your
# own.
#
# The dense layer may end in a softmax; then the outputs are probabilities. Or it may have no activation; then
# the outputs are raw scores, called *logits*. Both are fine. Remember your choice: in task 2.5 the loss has to match it.

# %% [raw]
# # BEGIN SOLUTION


# %%
def build_model(num_classes):
    """Put a new head on the frozen base.

    Args:
        num_classes: how many classes the pictures have, 2 or more.

    Returns:
        keras.Model: takes raw pictures (pixels from 0 to 255) and gives one number per class for
        each picture, either softmax probabilities or logits. It is not compiled.
    """
    # BEGIN SOLUTION NO PROMPT
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = load_base()(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dropout(0.2)(x)
    outputs = keras.layers.Dense(num_classes)(x)
    return keras.Model(inputs, outputs)
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
success_message: Any number of classes works, the model scales the pixels itself, and only the head can be trained.
"""  # END TEST CONFIG


def test_build_model(build_model):
    from lab.checks import hw2

    hw2.check_build_model(build_model)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: "2.3"

# %% [markdown]
# ## Task 2.3: Predict the output shape
#
# **10 points · about 5 minutes**
#
# Before you run a model, you should know what comes out. Say that your model has **5 classes**, and a batch of **1
# picture** goes in. What shape do the outputs have? Think first, and write the shape into `predicted_shape` as a
# tuple, for example `(4, 9, 2)`.
#
# Then write the rule down. Complete `output_shape(batch_size, num_classes)`. It returns the shape for any batch size and
# any number of classes, without building or running a model.

# %% [raw]
# # BEGIN SOLUTION

# %%
predicted_shape = (1, 5)  # SOLUTION


def output_shape(batch_size, num_classes):
    """Predict the shape of the model's outputs without running it.

    Args:
        batch_size: how many pictures go in at once.
        num_classes: what the model was built for.

    Returns:
        tuple of int: the shape of what comes out.
    """
    # BEGIN SOLUTION NO PROMPT
    return (batch_size, num_classes)
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
success_message: Your prediction and your rule agree. Run the next cell to see whether the model agrees with you.
"""  # END TEST CONFIG


def test_output_shape(predicted_shape, output_shape):
    from lab.checks import hw2

    hw2.check_output_shape(predicted_shape, output_shape)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# Does the model agree? Run this cell after you have made your prediction. If the two shapes differ, find out why.

# %%
model_for_five = build_model(5)
if lab.answered(predicted_shape, model_for_five):
    print("you predicted:  ", predicted_shape)
    print("the model gives:", tuple(model_for_five(data.x_val[:1]).shape))

# %% [raw]
# # BEGIN QUESTION
# name: "2.4"

# %% [markdown]
# ## Task 2.4: Count what the head has to learn
#
# **10 points · about 5 minutes**
#
# Pooling and dropout have no parameters. Everything that training will change is in the dense layer. How many numbers is
# that? Complete `head_parameter_count(num_features, num_classes)` for a dense layer with `num_features` inputs
# and `num_classes` units.

# %% [raw]
# # BEGIN SOLUTION


# %%
def head_parameter_count(num_features, num_classes):
    """Count the parameters of a dense layer.

    Args:
        num_features: how many numbers go into the layer for one picture.
        num_classes: how many units the layer has.

    Returns:
        int: how many numbers the layer has to learn.
    """
    # BEGIN SOLUTION NO PROMPT
    weights = num_features * num_classes
    biases = num_classes
    return weights + biases
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
success_message: Keras counts the same.
"""  # END TEST CONFIG


def test_head_parameter_count(head_parameter_count):
    from lab.checks import hw2

    hw2.check_head_parameter_count(head_parameter_count)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# Compare the head with the whole model. This is why a few pictures can be enough.

# %%
to_learn = head_parameter_count(1280, 5)
if lab.answered(to_learn, model_for_five):
    whole = model_for_five.count_params()
    share = to_learn / whole
    print(f"The head learns {to_learn:,} numbers: {share:.1%} of the {whole:,} in the model.")

# %% [raw]
# # BEGIN QUESTION
# name: "2.5"

# %% [markdown]
# ## Task 2.5: Match the loss to the last layer
#
# **15 points · about 8 minutes**
#
# The loss compares the model's outputs with the labels. It has to know two things:
#
# - *What do the outputs mean?* Probabilities, if your dense layer ends in a softmax. Logits, if it has no activation. With a
#   loss that takes one for the other, training still runs, but often works badly, and no error tells you.
# - *How are the labels written?* Ours are whole numbers: 0 for the first class, 1 for the second, and so on.
#
# For classification, the loss is usually a *cross-entropy*: it is small when the right class gets a high score. Keras has
# several, each for its own kind of outputs and labels.
#
# Complete `compile_model(model, learning_rate)`. It compiles a model from your `build_model` with an optimizer of your
# choice that starts at `learning_rate`, a loss that matches your last layer and our labels, and accuracy as a metric. It
# returns the model.

# %% [raw]
# # BEGIN SOLUTION


# %%
def compile_model(model, learning_rate=0.003):
    """Get a model from build_model ready for training.

    Args:
        model: what build_model returned.
        learning_rate: what the optimizer starts at.

    Returns:
        keras.Model: the same model, compiled for labels that are whole numbers; it reports
        accuracy.
    """
    # BEGIN SOLUTION NO PROMPT
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
success_message: The loss matches the outputs and the labels, and accuracy is reported.
"""  # END TEST CONFIG


def test_compile_model(compile_model, build_model):
    from lab.checks import hw2

    hw2.check_compile_model(compile_model, build_model)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Predict before you run
#
# Next comes the training. Which share of the training pictures, and of the validation pictures, will the model classify
# correctly in the end? Replace the `...` with shares between 0 and 1, such as 0.5. A guess cannot be wrong: it is not
# graded, and it makes you look more closely at what comes out.

# %% tags=["skip-while-grading"]
training_guesses = {"training accuracy": ..., "validation accuracy": ...}

# %% [raw]
# # BEGIN QUESTION
# name: "2.6"

# %% [markdown]
# ## Task 2.6: Train the head
#
# **20 points · about 10 minutes**
#
# Everything is in place. Build a model for the classes of `data`, compile it, and train it on the whole training set.
# Pass the validation set to `fit` as `validation_data`, so that it evaluates the model after every epoch. One
# *epoch* is one pass over the training set.
#
# Keep the trained model in `model`, and what `fit` returns in `history`. With `verbose=2`, `fit` prints one line per
# epoch. Training should take less than a minute.
#
# The cell prints your goal, an accuracy on the validation set. The grader will also evaluate your model on pictures that
# were never handed out.

# %% [raw]
# # BEGIN SOLUTION

# %%
print(f"The goal is a validation accuracy of at least {lab.goal('2.6'):.0%}.")

# BEGIN SOLUTION NO PROMPT
model = compile_model(build_model(len(data.class_names)))
history = model.fit(
    data.x_train,
    data.y_train,
    validation_data=(data.x_val, data.y_val),
    epochs=20,
    verbose=2,
)
# END SOLUTION
"""  # BEGIN PROMPT
model = ...
history = ...
"""  # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
"""  # BEGIN TEST CONFIG
success_message: The head has learned, and it does well on the validation set.
"""  # END TEST CONFIG


def test_training(model, history):
    from lab.checks import hw2

    hw2.check_training(model, history)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## What just happened
#
# Look at the curves. Where does the validation accuracy stop climbing? Is there a gap between training and validation?
# The dotted line marks the epoch with the lowest validation loss.

# %%
lab.plot_history(history)

# %% [markdown]
# And how close was your guess?

# %% tags=["skip-while-grading"]
if lab.answered(history):
    lab.compare_guesses(training_guesses, lab.final_accuracies(history))

# %% [markdown]
# Which classes does your model confuse? Each row is a true class, and each column is what the model predicts.

# %%
lab.confusion(model, data.x_val, data.y_val, data.class_names)

# %% [markdown]
# ## Was it a good learning rate?
#
# Try seven, each ten times the last. As the base is frozen, it gives the same features every time. So pass all pictures
# through it once, and train only heads: each takes about a second.
#
# The heads of `lab.new_head` are trained by gradient descent with momentum. With another optimizer, such as Adam, the good
# rates are others. Where would you look next?

# %% tags=["skip-while-grading"]
train_features, val_features = lab.features(data.x_train), lab.features(data.x_val)
sweep = {}
for rate in (0.00001, 0.0001, 0.001, 0.01, 0.1, 1, 10):
    keras.utils.set_random_seed(2)
    head = lab.new_head(len(data.class_names))
    head.optimizer.learning_rate = rate
    sweep[rate] = head.fit(
        train_features, data.y_train, validation_data=(val_features, data.y_val), epochs=20, verbose=0
    )
lab.plot_rates(sweep)

# %% [markdown]
# On the left the head has hardly moved after 20 epochs. On the right the accuracy looks fine: to be right, a head only has
# to give the right class the highest score. The loss tells you what is wrong: each step overshoots, the scores become
# huge, and the head is certain even where it errs. So look at both, and do not choose by accuracy alone.
#
# ## What you have seen
#
# The base was trained for another task. Still, a head that was trained in seconds tells Mira's animals apart far better
# than guessing would, because the base already knew what to look for. That is *transfer learning*.
#
# ## Read on
#
# - [Transfer learning and fine-tuning](https://www.tensorflow.org/tutorials/images/transfer_learning) (TensorFlow's
#   tutorial): the same base on photos of cats and dogs.
# - [Transfer learning & fine-tuning](https://keras.io/guides/transfer_learning/) (Keras's guide): more on `trainable`,
#   on `training=False`, and on BatchNormalization.
# - [MobileNetV2: inverted residuals and linear bottlenecks](https://arxiv.org/abs/1801.04381) (Sandler, Howard, Zhu,
#   Zhmoginov and Chen, 2018): the paper about your base.
# - [Network in network](https://arxiv.org/abs/1312.4400) (Lin, Chen and Yan, 2013): where global average pooling comes
#   from.
# - [Dropout: a simple way to prevent neural networks from overfitting](https://jmlr.org/papers/v15/srivastava14a.html)
#   (Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, 2014): why it helps to leave features out.
# - [Cyclical learning rates for training neural networks](https://arxiv.org/abs/1506.01186) (Smith, 2017): how to find
#   a good range of learning rates in a single short run.
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
