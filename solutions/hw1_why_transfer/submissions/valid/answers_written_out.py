# The whole text of a choice, and a code in capitals with blanks; a cell of one's own, prints and another import style.
# %%
from tensorflow import keras as tf_keras

print(tf_keras.__version__)

# %%
answer_1_7 = "It can find edges, textures and shapes already, so only what makes a cat has to be learned."

# %%
answer_1_8 = " T3 "
