"""What a description of a model may name, and how large it may be. Everything else is refused unread.

Keras turns a configuration into objects by importing and calling what it names, and its own ``safe_mode`` has
been got round more than once (CVE-2025-1550, -8747, -9905, -9906). So nothing that was received is ever
handed to it: the functions here read plain values, look every name up in fixed tables, and write a new
configuration of their own. Keys that could start more machinery (``build_config``, ``compile_config``, shared
objects) are left out of it, and initializers too, since the weights come with the model.
"""

from __future__ import annotations

import graphlib
import math
from collections.abc import Iterator, Mapping
from typing import Any

from autograder.exchange.models.errors import UnsafeModel

DEPTH_LIMIT = 40  # an honest nested model reaches 12
VALUE_LIMIT = 200_000  # MobileNetV2 with a head has about 10,000
TEXT_LIMIT = 200
CALL_LIMIT = 3_000  # layer calls with nested models unfolded; MobileNetV2 has 155
SIZE_LIMIT = 100_000  # any whole number in a layer, e.g. units, filters, rows
METRIC_SIZE_LIMIT = 1_000  # a metric may multiply two of them
NUMBER_LIMIT = 2**53
REPEAT_LIMIT = 16
MODEL_DEPTH_LIMIT = 6
IMAGE_SIDE_LIMIT = 4_096


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


LAYERS = _names(
    """
    InputLayer Identity Dense EinsumDense Activation ReLU LeakyReLU ELU PReLU Softmax
    Conv1D Conv1DTranspose Conv2D Conv2DTranspose
    DepthwiseConv1D DepthwiseConv2D SeparableConv1D SeparableConv2D
    MaxPooling1D MaxPooling2D AveragePooling1D AveragePooling2D
    GlobalMaxPooling1D GlobalMaxPooling2D GlobalAveragePooling1D GlobalAveragePooling2D
    AdaptiveAveragePooling2D AdaptiveMaxPooling2D
    BatchNormalization LayerNormalization GroupNormalization UnitNormalization RMSNormalization Normalization
    Dropout AlphaDropout GaussianDropout GaussianNoise SpatialDropout1D SpatialDropout2D
    ActivityRegularization
    Flatten Reshape Permute RepeatVector
    ZeroPadding1D ZeroPadding2D Cropping1D Cropping2D UpSampling1D UpSampling2D
    Add Dot Subtract Multiply Average Maximum Minimum Concatenate
    Rescaling Resizing CenterCrop Pipeline AugMix AutoContrast Equalization RandAugment Solarization
    RandomBrightness RandomColorDegeneration RandomColorJitter RandomContrast RandomCrop
    RandomElasticTransform RandomErasing RandomFlip RandomGaussianBlur RandomGrayscale RandomHue
    RandomInvert RandomPerspective RandomPosterization RandomRotation RandomSaturation RandomSharpness
    RandomShear RandomTranslation RandomZoom
    """
)

#: Module and class names that may describe a part of the model itself. The operations are what arithmetic on
#: symbolic tensors leaves in a graph, such as ``x / 127.5 - 1`` or ``preprocess_input(x)``.
ARCHITECTURE: Mapping[str, frozenset[str]] = {
    "keras.layers": LAYERS,
    "keras.regularizers": _names("L1 L2 L1L2 OrthogonalRegularizer"),
    "keras.constraints": _names("MaxNorm MinMaxNorm NonNeg UnitNorm"),
    "keras.random": _names("SeedGenerator"),
    "keras.src.ops.numpy": _names(
        """
        Absolute Add Amax Average Clip Concatenate Divide ExpandDims Flip GetItem Max Maximum Mean Min Minimum
        Multiply Negative Power Reciprocal Reshape Sqrt Square Squeeze Stack Subtract Sum Transpose TrueDivide
        """
    ),
    "keras.src.ops.core": _names("Cast StopGradient"),
    "keras.src.ops.nn": _names(
        """
        Elu Gelu HardSigmoid LeakyRelu LogSigmoid LogSoftmax Relu Relu6 Selu Sigmoid Silu Softmax Softplus
        Softsign
        """
    ),
    "keras.src.ops.math": _names("Rsqrt"),
    "keras.src.ops.image": _names("Resize"),
}

OPTIMIZERS: Mapping[str, frozenset[str]] = {
    "keras.optimizers": _names("Adadelta Adafactor Adagrad Adam AdamW Adamax Ftrl Lamb Lion Muon Nadam RMSprop SGD"),
    "keras.optimizers.schedules": _names(
        """
        CosineDecay CosineDecayRestarts ExponentialDecay InverseTimeDecay PiecewiseConstantDecay
        PolynomialDecay
        """
    ),
}

LOSSES: Mapping[str, frozenset[str]] = {
    "keras.losses": _names(
        """
        BinaryCrossentropy BinaryFocalCrossentropy CategoricalCrossentropy CategoricalFocalCrossentropy
        CategoricalGeneralizedCrossEntropy CategoricalHinge CosineSimilarity Dice Hinge Huber KLDivergence
        LogCosh MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredError MeanSquaredLogarithmicError
        Poisson SparseCategoricalCrossentropy SquaredHinge Tversky
        """
    )
}

METRICS: Mapping[str, frozenset[str]] = {
    "keras.metrics": _names(
        """
        AUC Accuracy BinaryAccuracy BinaryCrossentropy CategoricalAccuracy CategoricalCrossentropy
        CategoricalHinge CosineSimilarity F1Score FBetaScore FalseNegatives FalsePositives Hinge KLDivergence
        LogCoshError MeanAbsoluteError MeanSquaredError Poisson Precision R2Score Recall RootMeanSquaredError
        SparseCategoricalAccuracy SparseCategoricalCrossentropy SparseTopKCategoricalAccuracy SquaredHinge
        TopKCategoricalAccuracy TrueNegatives TruePositives
        """
    )
}

ACTIVATIONS = _names(
    """
    celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh leaky_relu linear
    log_sigmoid log_softmax mish relu relu6 selu sigmoid silu soft_shrink softmax softplus softsign
    sparse_plus sparse_sigmoid sparsemax squareplus swish tanh tanh_shrink threshold
    """
)

#: TensorFlow's own functions carry these names inside.
_ACTIVATION_ALIASES = {
    "softmax_v2": "softmax",
    "leaky_relu_v2": "leaky_relu",
    "log_softmax_v2": "log_softmax",
}

_DTYPES = _names("float16 bfloat16 float32 float64 mixed_float16 mixed_bfloat16 bool uint8 int8 int16 int32 int64")
_MODEL_CLASSES = {
    ("keras", "Sequential"): "Sequential",
    ("keras.models", "Sequential"): "Sequential",
    ("keras", "Model"): "Model",
    ("keras.models", "Model"): "Model",
    ("keras", "Functional"): "Model",
    ("keras.models", "Functional"): "Model",
    ("keras.src.models.functional", "Functional"): "Model",
}
#: Settings that say how often a layer does its work anew.
_REPEATS = {"num_ops", "num_chains", "chain_depth"}
_LEFT_OUT = {"build_config", "compile_config", "shared_object_id"}


def clean_architecture(config: Any) -> dict[str, Any]:
    """A model's configuration, written anew from names in the tables and bounded plain values.

    Args:
        config: ``{"module", "class_name", "config", ...}`` of a Sequential or functional model, from a
            stranger.

    Returns:
        A configuration for ``keras.saving.deserialize_keras_object``; nested models are called
        ``keras.Model`` or ``keras.Sequential``, dtype policies their names.

    Raises:
        UnsafeModel: it holds anything else than what the tables name, or is too large or too deep.
    """
    cleaner = _Cleaner(ARCHITECTURE, SIZE_LIMIT)
    if not isinstance(config, dict) or _model_kind(config) is None:
        raise UnsafeModel("This is not the description of a Sequential or functional Keras model.")
    cleaned = cleaner.whole_thing(config)
    count_calls(cleaned)
    return cleaned


def clean_part(config: Any, table: Mapping[str, frozenset[str]]) -> dict[str, Any]:
    """The configuration of an optimizer, loss or metric, written anew.

    Args:
        config: ``{"module", "class_name", "config", ...}``, from a stranger.
        table: :data:`OPTIMIZERS`, :data:`LOSSES` or :data:`METRICS`.

    Raises:
        UnsafeModel: it names anything that is not in the table, or holds odd values.
    """
    limit = METRIC_SIZE_LIMIT if table is METRICS else NUMBER_LIMIT
    if not isinstance(config, dict):
        raise UnsafeModel("This is not the description of a Keras object.")
    return _Cleaner(table, limit).whole_thing(config)


def count_calls(config: Mapping[str, Any]) -> int:
    """How many layer calls building a cleaned model takes, with nested models unfolded as often as they are
    called.

    Raises:
        UnsafeModel: more than 3,000.
    """
    total = 1
    layers = config["config"].get("layers", ()) if config["module"] == "keras" else ()
    for layer in layers:
        total += max(1, len(layer.get("inbound_nodes", ()))) * count_calls(layer)
        if total > CALL_LIMIT:
            raise UnsafeModel(f"The model has more than {CALL_LIMIT} layer calls.")
    return total


def _model_kind(config: Mapping[Any, Any]) -> str | None:
    module, class_name = config.get("module"), config.get("class_name")
    if isinstance(module, str) and isinstance(class_name, str):
        return _MODEL_CLASSES.get((module, class_name))
    return None


class _Cleaner:
    """Reads a stranger's plain values and writes new ones; counts as it goes."""

    def __init__(self, table: Mapping[str, frozenset[str]], size_limit: int) -> None:
        self._table = table
        self._size_limit = size_limit
        self._values = 0

    def value(self, value: Any, depth: int, *, limit: int | None = None) -> Any:
        """Any plain value, or something described by a dict."""
        self._values += 1
        if self._values > VALUE_LIMIT:
            raise UnsafeModel("The description of the model is far longer than any of this course.")
        if depth > DEPTH_LIMIT:
            raise UnsafeModel("The description of the model is nested too deeply.")
        if value is None or type(value) is bool:
            return value
        if type(value) is int:
            return _whole(value, self._size_limit if limit is None else limit)
        if type(value) is float:
            if not math.isfinite(value):
                raise UnsafeModel("A setting in the model is not a finite number.")
            return value
        if type(value) is str:
            return _text(value)
        if type(value) in (list, tuple):
            return [self.value(item, depth + 1, limit=limit) for item in value]
        if type(value) is dict:
            if "class_name" in value or "module" in value:
                return self.thing(value, depth)
            return {_text(key): self.value(item, depth + 1, limit=limit) for key, item in value.items()}
        raise UnsafeModel(f"The description of the model holds a value of the type {type(value).__name__[:50]}.")

    def whole_thing(self, config: dict[Any, Any]) -> dict[str, Any]:
        """A described object with its class, nothing shorter."""
        cleaned = self.thing(config, 0)
        if type(cleaned) is not dict or "module" not in cleaned:
            raise UnsafeModel("This is not the description of a Keras object.")
        return cleaned

    def thing(self, config: dict[Any, Any], depth: int) -> Any:
        """What a dict with a ``class_name`` stands for."""
        class_name = config.get("class_name")
        if type(class_name) is not str:
            raise UnsafeModel("The description of the model names a class in an odd way.")
        if class_name.startswith("__"):
            return self._special(class_name, config, depth)
        module = config.get("module")
        if type(module) is not str:
            raise UnsafeModel(f"{_shown(class_name)} is named without saying that it is Keras's own.")
        if class_name == "function":
            return _function_name(module, config)
        if config.get("registered_name") not in (None, class_name):
            raise UnsafeModel(f"{_shown(class_name)} is registered as a class of your own.")
        if class_name == "DTypePolicy" and module in ("keras", "keras.dtype_policies"):
            return self._dtype(config)
        kind = _model_kind(config)
        if kind is None and class_name not in self._table.get(module, ()):
            raise UnsafeModel(f"{_shown(module)}.{_shown(class_name)} is not a part that the grader rebuilds.")
        if set(config) - {"module", "class_name", "config", "registered_name"} - _LEFT_OUT:
            raise UnsafeModel(f"The description of {_shown(class_name)} has more to it than Keras writes.")
        inner = config.get("config")
        if type(inner) is not dict:
            raise UnsafeModel(f"The settings of {_shown(class_name)} are missing.")
        if kind is None:
            cleaned = self._settings(inner, depth)
        elif self._table is not ARCHITECTURE:
            raise UnsafeModel("A model cannot be a part of an optimizer, a loss or a metric.")
        else:
            cleaned = self._model(kind, inner, depth)
        module = "keras" if kind else module
        return {
            "module": module,
            "class_name": kind or class_name,
            "config": cleaned,
            "registered_name": None,
        }

    def _settings(self, config: dict[Any, Any], depth: int) -> dict[str, Any]:
        cleaned: dict[str, Any] = {}
        for key, value in config.items():
            name = _text(key)
            if name.endswith("_initializer"):
                continue  # the weights come with the model
            if name == "name":
                cleaned[name] = _name(value)
            elif name == "activation" and value is not None:
                cleaned[name] = self._activation(value, depth + 1)
            elif name == "batch_shape":
                cleaned[name] = _input_shape(value)
            elif name in _REPEATS and value is not None:
                cleaned[name] = _whole(value, REPEAT_LIMIT)
            elif name == "dtype" and type(value) is str:
                cleaned[name] = _dtype_name(value)
            else:
                cleaned[name] = self.value(value, depth + 1, limit=NUMBER_LIMIT if name == "seed" else None)
        return cleaned

    def _activation(self, value: Any, depth: int) -> Any:
        if type(value) is str:
            if value not in ACTIVATIONS:
                raise UnsafeModel(f"The activation {_shown(value)} is not one of Keras's own.")
            return value
        return self.value(value, depth)  # an activation layer such as LeakyReLU()

    def _special(self, class_name: str, config: dict[Any, Any], depth: int) -> Any:
        inner = config.get("config")
        if set(config) - {"module", "class_name", "config", "registered_name"} or type(inner) is not dict:
            raise UnsafeModel("The description of the model holds an odd value.")
        match class_name, inner:
            case "__ellipsis__", {} if not inner:
                return {"class_name": "__ellipsis__", "config": {}}
            case "__slice__", {"start": start, "stop": stop, "step": step} if len(inner) == 3:
                parts = {"start": start, "stop": stop, "step": step}
                whole = {key: None if part is None else _whole(part, SIZE_LIMIT) for key, part in parts.items()}
                return {"class_name": "__slice__", "config": whole}
            case (("__tensor__" | "__numpy__"), {"value": value, "dtype": dtype}) if len(inner) == 2:
                numbers = self._numbers(value, depth + 1)
                return {"class_name": class_name, "config": {"value": numbers, "dtype": _dtype_name(dtype)}}
        if class_name == "__lambda__":
            raise UnsafeModel("The model holds a lambda, which is code and not data.")
        raise UnsafeModel(f"The model holds a value of the kind {_shown(class_name)}, which is not read.")

    def _numbers(self, value: Any, depth: int) -> Any:
        """Numbers in nested lists, as Keras writes constants."""
        if type(value) is list and depth <= DEPTH_LIMIT:
            return [self._numbers(item, depth + 1) for item in value]
        if type(value) not in (int, float, bool):
            raise UnsafeModel("A constant in the model is not made of numbers.")
        return self.value(value, depth, limit=NUMBER_LIMIT)

    def _dtype(self, config: dict[Any, Any]) -> str:
        match config.get("config"):
            case {"name": str(name), **rest} if not rest:
                return _dtype_name(name)
        raise UnsafeModel("A dtype policy in the model is not one of Keras's plain ones.")

    def _model(self, kind: str, config: dict[Any, Any], depth: int) -> dict[str, Any]:
        if depth > 2 * MODEL_DEPTH_LIMIT:
            raise UnsafeModel(f"Models lie more than {MODEL_DEPTH_LIMIT} deep in one another.")
        layers = config.get("layers")
        if type(layers) is not list or not layers:
            raise UnsafeModel("A model in the description has no layers.")
        trainable = config.get("trainable", True)
        if type(trainable) is not bool:
            raise UnsafeModel("The trainable flag of a model is neither True nor False.")
        cleaned: dict[str, Any] = {"name": _name(config.get("name"))}
        if kind == "Sequential":
            self._expect_keys(config, {"name", "trainable", "dtype", "layers", "build_input_shape"})
            cleaned["layers"] = [self._layer(layer, depth + 2) for layer in layers]
            if config.get("build_input_shape") is not None:
                cleaned["build_input_shape"] = _input_shape(config["build_input_shape"])
            return cleaned
        self._expect_keys(config, {"name", "trainable", "layers", "input_layers", "output_layers"})
        cleaned["trainable"] = trainable
        cleaned["layers"] = [self._graph_layer(layer, depth + 2) for layer in layers]
        names = [layer["name"] for layer in cleaned["layers"]]
        if len(set(names)) < len(names):
            raise UnsafeModel("Two layers of one model have the same name.")
        _require_order(cleaned["layers"])
        for key in ("input_layers", "output_layers"):
            cleaned[key] = self._ends(config.get(key), depth + 1)
        return cleaned

    def _expect_keys(self, config: dict[Any, Any], known: set[str]) -> None:
        if set(config) - known:
            raise UnsafeModel("The description of a model has more to it than Keras writes.")

    def _layer(self, config: Any, depth: int) -> dict[str, Any]:
        if type(config) is not dict:
            raise UnsafeModel("A layer in the description is not one.")
        try:
            cleaned = self.thing(config, depth)
        except UnsafeModel as problem:
            raise _in_layer(config, problem) from problem
        if type(cleaned) is not dict or "module" not in cleaned:
            raise UnsafeModel("A layer in the description is not one.")
        return cleaned

    def _graph_layer(self, config: Any, depth: int) -> dict[str, Any]:
        if type(config) is not dict:
            raise UnsafeModel("A layer in the description is not one.")
        alone = {key: value for key, value in config.items() if key not in ("name", "inbound_nodes")}
        cleaned = self._layer(alone, depth)
        nodes = config.get("inbound_nodes")
        if type(nodes) is not list:
            raise UnsafeModel("The connections of a layer are missing.")
        cleaned["name"] = _name(config.get("name"))
        cleaned["inbound_nodes"] = [self._node(node, depth + 1) for node in nodes]
        return cleaned

    def _node(self, node: Any, depth: int) -> dict[str, Any]:
        match node:
            case {"args": list(args), "kwargs": dict(kwargs), **rest} if not rest:
                return {
                    "args": [self._argument(item, depth + 2) for item in args],
                    "kwargs": {_name(key): self._argument(item, depth + 2) for key, item in kwargs.items()},
                }
        raise UnsafeModel("A connection between layers is not in Keras's present form.")

    def _argument(self, value: Any, depth: int) -> Any:
        """A constant or the output of another layer, possibly in lists."""
        match value:
            case {"class_name": "__keras_tensor__", "config": dict(inner)}:
                return {"class_name": "__keras_tensor__", "config": _tensor(inner)}
            case list() | tuple() if depth <= DEPTH_LIMIT:
                return [self._argument(item, depth + 1) for item in value]
        return self.value(value, depth)

    def _ends(self, value: Any, depth: int) -> Any:
        """The inputs or outputs of a model: ``[name, node, index]``, or lists of them, or a dict."""
        if depth > DEPTH_LIMIT:
            raise UnsafeModel("The description of the model is nested too deeply.")
        if type(value) is list and value and type(value[0]) is str:
            return _history(value)
        if type(value) is list and value:
            return [self._ends(item, depth + 1) for item in value]
        if type(value) is dict and value:
            return {_name(key): self._ends(item, depth + 1) for key, item in value.items()}
        raise UnsafeModel("The inputs or outputs of the model are not described.")


def _require_order(layers: list[dict[str, Any]]) -> None:
    """Refuse a graph in which some call could never run; Keras 3.8 would wait for it for ever.

    Raises:
        UnsafeModel: a call needs the output of a call that there is not, or of one that comes after it.
    """
    known = {layer["name"]: max(1, len(layer["inbound_nodes"])) for layer in layers}
    needs: dict[tuple[str, int], set[tuple[str, int]]] = {}
    for layer in layers:
        for number, node in enumerate(layer["inbound_nodes"]):
            wanted = set(_sources([node["args"], node["kwargs"]]))
            if any(index >= known.get(name, 0) for name, index in wanted):
                raise UnsafeModel("A layer takes its input from a layer that is not there.")
            # The calls of one layer are made in their order.
            needs[layer["name"], number] = wanted | ({(layer["name"], number - 1)} if number else set())
    try:
        graphlib.TopologicalSorter(needs).prepare()
    except graphlib.CycleError:
        raise UnsafeModel("Layers of the model wait for each other in a circle.") from None


def _sources(value: Any) -> Iterator[tuple[str, int]]:
    """Which calls the arguments of a cleaned call come from."""
    if isinstance(value, list):
        for item in value:
            yield from _sources(item)
    elif isinstance(value, dict) and value.get("class_name") == "__keras_tensor__":
        name, number, _ = value["config"]["keras_history"]
        yield name, number
    elif isinstance(value, dict):
        yield from _sources(list(value.values()))


def _in_layer(config: dict[Any, Any], problem: UnsafeModel) -> UnsafeModel:
    """The same refusal, saying which layer it is about; the innermost layer speaks."""
    inner = config.get("config")
    name = inner.get("name") if type(inner) is dict else None
    if type(name) is not str or problem.message.startswith("In the layer "):
        return problem
    return UnsafeModel(f"In the layer {_shown(name)}: {problem.message}")


def _whole(value: Any, limit: int) -> int:
    if type(value) is not int:
        raise UnsafeModel("A setting that should be a whole number is not one.")
    if abs(value) > limit:
        raise UnsafeModel(f"A setting of the model is a number above {limit:,}, larger than any needed.")
    return value


def _text(value: Any) -> str:
    if type(value) is not str or len(value) > TEXT_LIMIT:
        raise UnsafeModel(f"A name in the model is not text, or is longer than {TEXT_LIMIT} characters.")
    return value


def _name(value: Any) -> str:
    name = _text(value)
    if not name or "/" in name or not name.isprintable():
        raise UnsafeModel("A name in the model is empty or holds odd characters.")
    return name


def _dtype_name(value: Any) -> str:
    if type(value) is not str or value not in _DTYPES:
        raise UnsafeModel(f"The dtype {_shown(value)} is not one that the grader rebuilds.")
    return value


def _input_shape(value: Any) -> list[int | None]:
    """A shape with its batch left open: Keras keeps the size of the first batch that it happens to see."""
    if type(value) not in (list, tuple) or not 1 <= len(value) <= 5:
        raise UnsafeModel("The input shape of the model is not a list of one to five sizes.")
    if not all(size is None or (type(size) is int and 0 < size <= IMAGE_SIDE_LIMIT) for size in value):
        raise UnsafeModel(f"The input shape has a size that is not between 1 and {IMAGE_SIDE_LIMIT}.")
    return [None, *value[1:]]


def _history(value: Any) -> list[Any]:
    """Which output of which call of which layer a tensor is."""
    match value:
        case [str(name), int(node), int(index)] if 0 <= node <= CALL_LIMIT and 0 <= index <= CALL_LIMIT:
            return [_name(name), int(node), int(index)]
    raise UnsafeModel("A connection between layers names no layer.")


def _tensor(config: dict[Any, Any]) -> dict[str, Any]:
    if set(config) != {"shape", "dtype", "keras_history"}:
        raise UnsafeModel("A connection between layers is not in Keras's present form.")
    shape = config["shape"]
    if type(shape) not in (list, tuple) or len(shape) > 8:
        raise UnsafeModel("A connection between layers has an odd shape.")
    sizes = [None if size is None else _whole(size, NUMBER_LIMIT) for size in shape]
    history = config["keras_history"]
    return {"shape": sizes, "dtype": _dtype_name(config["dtype"]), "keras_history": _history(history)}


def _function_name(module: str, config: dict[Any, Any]) -> str:
    """The name of one of Keras's activation functions; its code is never looked up by what the description
    says.
    """
    name = config.get("config")
    if module in ("builtins", "keras.activations") and type(name) is str:
        name = _ACTIVATION_ALIASES.get(name, name)
        if name in ACTIVATIONS:
            return name
    raise UnsafeModel(f"The model uses the function {_shown(name)}, which is code and not data.")


def _shown(value: Any) -> str:
    """A stranger's text, cut and made harmless for a message."""
    text = value if type(value) is str else type(value).__name__
    return "".join(c for c in text[:60] if c.isprintable() and c not in "`<>")
