# A head with a hidden layer and dropout, a softmax, RMSprop, and every training picture seen more often.
# %%
def train_head(per_class, seed=0):
    chosen = draw_per_class(data.y_train, per_class, seed)
    head = keras.Sequential(
        [
            keras.Input((1280,)),
            keras.layers.Dropout(0.3),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.Dense(5, activation="softmax"),
        ]
    )
    head.compile(keras.optimizers.RMSprop(0.001), "sparse_categorical_crossentropy", metrics=["accuracy"])
    head.fit(train_features[chosen], data.y_train[chosen], batch_size=10, epochs=30, verbose=0)
    return head
