"""Images a second of training steps in Keras on TensorFlow: graph mode, its default threads.

Usage: python keras_train.py MODEL BATCH SECONDS; prints one JSON object. Every step reads its loss, as ours does.
"""

import json
import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import tensorflow as tf
from keras import layers


def c3_32():
    model = keras.Sequential([keras.Input((32, 32, 3))])
    for _ in range(3):
        model.add(layers.Conv2D(32, 3, padding="same"))
        model.add(layers.MaxPooling2D(3, 2, padding="same"))
        model.add(layers.ReLU())
    model.add(layers.Flatten())
    model.add(layers.Dense(10))
    return model


def convolution(x, width, stride):
    x = layers.Conv2D(width, 3, stride, padding="same", use_bias=False)(x)
    return layers.BatchNormalization()(x)


def resnet20():
    inputs = keras.Input((32, 32, 3))
    x = layers.ReLU()(convolution(inputs, 16, 1))
    for width in (16, 32, 64):
        for _ in range(3):
            stride = 1 if x.shape[-1] == width else 2
            y = layers.ReLU()(convolution(x, width, stride))
            y = convolution(y, width, 1)
            if stride == 2:
                added = width - x.shape[-1]
                pads = [[0, 0], [0, 0], [0, 0], [added // 2, added - added // 2]]
                x = layers.Lambda(lambda v, pads=pads: tf.pad(v[:, ::2, ::2], pads))(x)
            x = layers.ReLU()(layers.Add()([x, y]))
    return keras.Model(inputs, layers.Dense(10)(layers.GlobalAveragePooling2D()(x)))


def main():
    name, batch, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    model = {"c3-32": c3_32, "resnet20": resnet20}[name]()
    optimizer = keras.optimizers.SGD(0.01)
    cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    x = tf.random.uniform((batch, 32, 32, 3))
    y = tf.range(batch) % 10

    @tf.function
    def graph_step():
        with tf.GradientTape() as tape:
            loss = cross_entropy(y, model(x, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        return loss

    step = lambda: graph_step().numpy()
    for _ in range(5):
        step()
    steps, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        step()
        steps += 1
    rate = steps * batch / (time.perf_counter() - start)
    print(json.dumps({"imagesPerSecond": rate, "version": tf.__version__, "threads": os.cpu_count()}))


main()
