"""Mutation operators of this field: each turns one piece of a reference answer into typical mistakes.

An operator is a pure function from a node of the syntax tree to nodes that may stand in its place; it never changes the
node that it gets. The table :data:`OPERATORS` names all of them.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any, TypeVar

Variants = Iterator[ast.AST]
Node = TypeVar("Node", bound=ast.AST)


@dataclass(frozen=True)
class Operator:
    """A kind of mistake.

    Attributes:
        name: short, for people and for ``--only``.
        what: it does, in one line.
        variants: what may stand in the place of a node; nothing where the operator does not apply.
    """

    name: str
    what: str
    variants: Callable[[ast.AST], Variants]


def _changed(node: Node, **fields: Any) -> Node:
    """A copy of a node in which some fields are others."""
    changed = copy.deepcopy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def _parsed(text: str, **parts: ast.expr) -> ast.expr:
    """An expression in which names are replaced by others: ``_parsed("x * 2", x=node)``."""

    class Filling(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.AST:
            return copy.deepcopy(parts[node.id]) if node.id in parts else node

    filled: ast.expr = Filling().visit(ast.parse(text, mode="eval").body)
    return filled


def _function(node: ast.AST) -> str:
    """The last name of what a call calls: ``"Dense"`` for ``keras.layers.Dense(5)``; empty for anything else."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name
    return ""


def _calls(node: ast.AST, *names: str) -> bool:
    return _function(node) in names


def _with_keyword(call: ast.Call, name: str, value: ast.expr) -> ast.Call:
    """The call with a keyword set, whether it was given or not."""
    if any(keyword.arg == name for keyword in call.keywords):
        keywords = [ast.keyword(name, value) if k.arg == name else copy.deepcopy(k) for k in call.keywords]
    else:
        keywords = [*copy.deepcopy(call.keywords), ast.keyword(name, value)]
    return _changed(call, keywords=keywords)


def _each_keyword(call: ast.Call, change: Callable[[str, ast.expr], Iterator[ast.expr]]) -> Iterator[ast.Call]:
    """The call with one keyword's value changed, for each change of each keyword."""
    for place, keyword in enumerate(call.keywords):
        for value in change(keyword.arg or "", keyword.value):
            yield _changed(
                call,
                keywords=[
                    _changed(other, value=value) if place == number else copy.deepcopy(other)
                    for number, other in enumerate(call.keywords)
                ],
            )


# ---------------------------------------------------------------- switches, compile, calls


def flip_trainable(node: ast.AST) -> Variants:
    """``base.trainable = False`` → ``True``; of a value that is worked out, its opposite."""
    match node:
        case ast.Assign(targets=[ast.Attribute(attr="trainable")], value=ast.Constant(value=bool(value))):
            yield _changed(node, value=ast.Constant(not value))
        case ast.Assign(targets=[ast.Attribute(attr="trainable")], value=value):
            yield _changed(node, value=_parsed("not x", x=value))


def drop_trainable(node: ast.AST) -> Variants:
    """Leave ``x.trainable = …`` out."""
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute):
        yield ast.Pass()


_COMPILES = ("compile", "prepare", "compile_model", "compile_spotter")


def drop_recompile(node: ast.AST) -> Variants:
    """Leave out a call that compiles, where its result is not used."""
    if isinstance(node, ast.Expr) and _calls(node.value, *_COMPILES):
        yield ast.Pass()


def drop_call(node: ast.AST) -> Variants:
    """Leave out another statement that only calls something; printing does not count."""
    if isinstance(node, ast.Expr) and _function(node.value) not in {"", "print", *_COMPILES}:
        yield ast.Pass()


def flip_flag(node: ast.AST) -> Variants:
    """``from_logits``, ``include_top``, ``training``, ``restore_best_weights``: on for off."""

    def flipped(name: str, value: ast.expr) -> Iterator[ast.expr]:
        if isinstance(value, ast.Constant) and isinstance(value.value, bool):
            yield ast.Constant(not value.value)

    if isinstance(node, ast.Call):
        yield from _each_keyword(node, flipped)


_COSMETIC = {"verbose", "name"}


def drop_keyword(node: ast.AST) -> Variants:
    """Leave out a keyword, such as ``training=False`` or ``callbacks=[…]``."""
    if isinstance(node, ast.Call):
        for keyword in node.keywords:
            if keyword.arg not in _COSMETIC:
                yield _changed(node, keywords=[copy.deepcopy(k) for k in node.keywords if k is not keyword])


def drop_argument(node: ast.AST) -> Variants:
    """An optimizer at its default rate; a generator of chance without a seed."""
    if _calls(node, "Adam", "AdamW", "SGD", "RMSprop", "default_rng") and isinstance(node, ast.Call) and node.args:
        yield _changed(node, args=[])


def no_weights(node: ast.AST) -> Variants:
    """``weights=None``."""
    if isinstance(node, ast.Call) and any(keyword.arg == "weights" for keyword in node.keywords):
        yield _with_keyword(node, "weights", ast.Constant(None))


def fixed_seed(node: ast.AST) -> Variants:
    """The same seed always."""
    if isinstance(node, ast.Call) and _calls(node, "default_rng"):
        yield _changed(node, args=[ast.Constant(0)])


# ---------------------------------------------------------------- layers


def drop_layer(node: ast.AST) -> Variants:
    """``Layer(…)(x)`` → ``x``."""
    match node:
        case ast.Call(func=ast.Call(), args=[inner]):
            yield copy.deepcopy(inner)


def change_scale(node: ast.AST) -> Variants:
    """Another scale or offset of ``Rescaling``: to 0 … 1, not at all, or turned round."""
    if isinstance(node, ast.Call) and _calls(node, "Rescaling"):
        for scale in ("1 / 255", "1.0"):
            yield _changed(node, args=[_parsed(scale)])
        for offset in ("0", "1", "-127.5"):
            yield _with_keyword(node, "offset", _parsed(offset))


def scale_twice(node: ast.AST) -> Variants:
    """``Rescaling(…)(x)`` applied once more to its result."""
    match node:
        case ast.Call(func=ast.Call()) if _calls(node.func, "Rescaling"):
            yield _changed(node, args=[copy.deepcopy(node)])


def swap_activation(node: ast.AST) -> Variants:
    """Another activation of a ``Dense``, or none."""
    if isinstance(node, ast.Call) and _calls(node, "Dense"):
        for name in ("softmax", "sigmoid", "relu"):
            yield _with_keyword(node, "activation", ast.Constant(name))


_LOSSES = {
    "SparseCategoricalCrossentropy": ("CategoricalCrossentropy", "BinaryCrossentropy", "MeanSquaredError"),
    "BinaryCrossentropy": ("SparseCategoricalCrossentropy", "CategoricalCrossentropy", "MeanSquaredError"),
}


def swap_loss(node: ast.AST) -> Variants:
    """Another loss."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name) as function) if name in _LOSSES:
            for other in _LOSSES[name]:
                keywords = [] if other == "MeanSquaredError" else copy.deepcopy(node.keywords)
                yield _changed(node, func=_changed(function, attr=other), keywords=keywords)


def flatten(node: ast.AST) -> Variants:
    """``Flatten`` for pooling."""
    match node:
        case ast.Call(func=ast.Attribute(attr="GlobalAveragePooling2D") as function):
            yield _changed(node, func=_changed(function, attr="Flatten"))


def class_count(node: ast.AST) -> Variants:
    """One class more or less, or always five."""
    if isinstance(node, ast.Call) and _calls(node, "Dense", "new_head", "build_model", "add_head") and node.args:
        count = node.args[-1]
        if not isinstance(count, ast.Constant):
            for text in ("x + 1", "x - 1", "5"):
                yield _changed(node, args=[*copy.deepcopy(node.args[:-1]), _parsed(text, x=count)])
        else:
            for units in (1, 2, 5):
                yield _changed(node, args=[*copy.deepcopy(node.args[:-1]), ast.Constant(units)])


def overdo(node: ast.AST) -> Variants:
    """Far too much dropout or weight decay."""
    if isinstance(node, ast.Call) and _calls(node, "Dropout"):
        yield _changed(node, args=[ast.Constant(0.99)])
    if isinstance(node, ast.Call) and _calls(node, "L2", "L1"):
        yield _changed(node, args=[ast.Constant(100.0)])


# ---------------------------------------------------------------- training


def change_rate(node: ast.AST) -> Variants:
    """A hundred times the learning rate, or a thousandth of it."""

    def others(rate: ast.expr) -> Iterator[ast.expr]:
        yield _parsed("x * 100", x=rate)
        yield _parsed("x / 1000", x=rate)

    match node:
        case ast.Call(args=[rate]) if _calls(node, "Adam", "AdamW", "SGD", "RMSprop"):
            yield from (_changed(node, args=[other]) for other in others(rate))
        case ast.Call(args=[*first, ast.Constant(value=float())]) if _calls(node, *_COMPILES):
            yield from (_changed(node, args=[*copy.deepcopy(first), other]) for other in others(node.args[-1]))
        case ast.Assign(targets=[ast.Name(id=name)], value=rate) if "rate" in name:
            yield from (_changed(node, value=other) for other in others(rate))


def few_epochs(node: ast.AST) -> Variants:
    """A single epoch."""
    if isinstance(node, ast.Call):
        for name in ("epochs", "max_epochs"):
            if any(keyword.arg == name for keyword in node.keywords):
                yield _with_keyword(node, name, ast.Constant(1))


_PAIRS = (("_train", "_val"), ("train_", "val_"))


def _other_set(name: str) -> str:
    for one, other in _PAIRS:
        for old, new in ((one, other), (other, one)):
            if (old[0] == "_" and name.endswith(old)) or (old[-1] == "_" and name.startswith(old)):
                return name.replace(old, new)
    return ""


def swap_one_set(node: ast.AST) -> Variants:
    """Training for validation data, or the reverse, in one place."""
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name) if _other_set(name) and isinstance(node.ctx, ast.Load):
            yield _changed(node, **{"attr" if isinstance(node, ast.Attribute) else "id": _other_set(name)})


def swap_sets(node: ast.AST) -> Variants:
    """Training for validation data, and the reverse, throughout a call; or validating on the training data."""

    class Swapping(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.AST:
            return ast.Name(_other_set(node.id) or node.id, node.ctx)

        def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
            return ast.Attribute(self.visit(node.value), _other_set(node.attr) or node.attr, node.ctx)

    if not isinstance(node, ast.Call):
        return
    direct = [*node.args, *(keyword.value for keyword in node.keywords)]
    if sum(_is_data(value) for value in direct) > 1:
        whole: ast.AST = Swapping().visit(copy.deepcopy(node))
        yield whole
    for keyword in node.keywords:
        if keyword.arg == "validation_data":
            yield _with_keyword(node, "validation_data", Swapping().visit(copy.deepcopy(keyword.value)))


def _is_data(value: ast.expr) -> bool:
    return any(isinstance(n, ast.Attribute | ast.Name) and _other_set(_name_of(n)) for n in ast.walk(value))


def _name_of(node: ast.AST) -> str:
    return str(getattr(node, "attr", getattr(node, "id", "")))


_KEYS = {
    "val_loss": ("val_accuracy", "loss"),
    "val_accuracy": ("accuracy", "val_loss"),
    "loss": ("val_loss", "accuracy"),
    "accuracy": ("val_accuracy", "loss"),
}


def swap_key(node: ast.AST) -> Variants:
    """Another curve of a history: ``"val_loss"`` for ``"val_accuracy"``."""
    match node:
        case ast.Subscript(slice=ast.Constant(value=str(key))) if key in _KEYS:
            yield from (_changed(node, slice=ast.Constant(other)) for other in _KEYS[key])
        case ast.keyword(arg="monitor", value=ast.Constant(value=str(key))) if key in _KEYS:
            yield from (_changed(node, value=ast.Constant(other)) for other in _KEYS[key])


def last_epoch(node: ast.AST) -> Variants:
    """The last for the best: ``losses.index(…)`` → ``len(losses) - 1``, ``x.min()`` → ``x[-1]``."""
    match node:
        case ast.Call(func=ast.Attribute(attr="index", value=values)):
            yield _parsed("len(x) - 1", x=values)
        case ast.Call(func=ast.Attribute(attr="min" | "max", value=values), args=[]):
            yield _parsed("x[-1]", x=values)
        case ast.Call(func=ast.Name(id="min" | "max"), args=[values]):
            yield _parsed("x[-1]", x=values)


# ---------------------------------------------------------------- slices, numbers, comparisons


def slice_sign(node: ast.AST) -> Variants:
    """``[-3:]`` → ``[3:]``, ``[:n]`` → ``[:-n]``."""
    if isinstance(node, ast.Slice):
        for side in ("lower", "upper"):
            bound = getattr(node, side)
            if bound is not None:
                turned = bound.operand if isinstance(bound, ast.UnaryOp) else ast.UnaryOp(ast.USub(), bound)
                yield _changed(node, **{side: copy.deepcopy(turned)})


def slice_side(node: ast.AST) -> Variants:
    """``[:n]`` → ``[n:]``, and the reverse."""
    match node:
        case ast.Slice(lower=lower, upper=upper) if (lower is None) != (upper is None):
            yield _changed(node, lower=copy.deepcopy(upper), upper=copy.deepcopy(lower))


def slice_bound(node: ast.AST) -> Variants:
    """A slice that is one longer or shorter."""
    if isinstance(node, ast.Slice):
        for side in ("lower", "upper"):
            bound = getattr(node, side)
            if bound is not None:
                yield from (_changed(node, **{side: _parsed(text, x=bound)}) for text in ("x + 1", "x - 1"))


def drop_slice(node: ast.AST) -> Variants:
    """All of it: ``x[-3:]`` → ``x``."""
    match node:
        case ast.Subscript(value=value, slice=ast.Slice()):
            yield copy.deepcopy(value)


def index(node: ast.AST) -> Variants:
    """The neighbour's place: ``x[-1]`` → ``x[-2]``, ``x[0]``."""
    match node:
        case ast.Subscript(slice=ast.Constant(value=int()) | ast.UnaryOp(operand=ast.Constant(value=int())) as place):
            yield from (_changed(node, slice=_parsed(text, x=place)) for text in ("x + 1", "x - 1"))


def off_by_one(node: ast.AST) -> Variants:
    """``+ 1`` or ``- 1`` too much or too little."""
    match node:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=ast.Constant(value=1)):
            yield copy.deepcopy(left)
            yield _parsed("x + 1", x=node)
        case ast.keyword(arg="start", value=value):
            yield from (_changed(node, value=_parsed(text, x=value)) for text in ("x + 1", "x - 1"))
        case ast.Assign(targets=[ast.Name()], value=ast.Constant(value=int(number))) if not isinstance(number, bool):
            yield from (_changed(node, value=ast.Constant(number + step)) for step in (1, -1))
        case ast.Tuple(elts=elements) if all(isinstance(e, ast.Constant) and type(e.value) is int for e in elements):
            for place, element in enumerate(elements):
                others = copy.deepcopy(elements)
                others[place] = _parsed("x + 1", x=element)
                yield _changed(node, elts=others)


def arithmetic(node: ast.AST) -> Variants:
    """``+`` for ``-``, ``*`` for ``/``, and the reverse."""
    others: dict[type[ast.operator], ast.operator] = {
        ast.Add: ast.Sub(),
        ast.Sub: ast.Add(),
        ast.Mult: ast.Div(),
        ast.Div: ast.Mult(),
        ast.FloorDiv: ast.Mult(),
    }
    if isinstance(node, ast.BinOp) and type(node.op) in others:
        yield _changed(node, op=others[type(node.op)])


def swap_operands(node: ast.AST) -> Variants:
    """``a - b`` → ``b - a``, ``a / b`` → ``b / a``."""
    match node:
        case ast.BinOp(left=left, op=ast.Sub() | ast.Div(), right=right):
            yield _changed(node, left=copy.deepcopy(right), right=copy.deepcopy(left))


def drop_operand(node: ast.AST) -> Variants:
    """Only one side of a sum, a difference, a product or a quotient."""
    if isinstance(node, ast.BinOp):
        yield from (copy.deepcopy(side) for side in (node.left, node.right))


def swap_elements(node: ast.AST) -> Variants:
    """``(a, b)`` → ``(b, a)``."""
    match node:
        case ast.Tuple(elts=[one, other], ctx=ast.Load()):
            yield _changed(node, elts=[copy.deepcopy(other), copy.deepcopy(one)])


def threshold(node: ast.AST) -> Variants:
    """Half or twice a number that something is compared with, or its opposite; 0 has none of them."""
    match node:
        case ast.Compare(comparators=[right]) if _is_number(right) and ast.unparse(right) != "0":
            yield from (_changed(node, comparators=[_parsed(text, x=right)]) for text in ("x * 2", "x / 2", "-x"))


def _is_number(node: ast.expr) -> bool:
    parts = list(ast.walk(node))
    kinds = ast.Constant | ast.UnaryOp | ast.BinOp | ast.operator | ast.unaryop
    return all(isinstance(part, kinds) for part in parts) and all(
        isinstance(part.value, int | float) for part in parts if isinstance(part, ast.Constant)
    )


_BOUNDARY: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}
_REVERSED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.Gt,
    ast.LtE: ast.GtE,
    ast.Gt: ast.Lt,
    ast.GtE: ast.LtE,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
}


def boundary(node: ast.AST) -> Variants:
    """``<`` for ``<=``, and the reverse; not for fractions, which are never equal to what is measured."""
    if not any(isinstance(part, ast.Div) or _is_fraction(part) for part in ast.walk(node)):
        yield from _compared(node, _BOUNDARY)


def _is_fraction(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, float)


def reverse_comparison(node: ast.AST) -> Variants:
    """``<`` for ``>``, ``==`` for ``!=``."""
    yield from _compared(node, _REVERSED)


def _compared(node: ast.AST, others: dict[type[ast.cmpop], type[ast.cmpop]]) -> Variants:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in others:
        yield _changed(node, ops=[others[type(node.ops[0])](), *node.ops[1:]])


_EXTREMES = {"min": "max", "max": "min", "argmin": "argmax", "argmax": "argmin"}


def extremes(node: ast.AST) -> Variants:
    """``min`` for ``max``, ``argmin`` for ``argmax``, and the reverse."""
    match node:
        case ast.Call(func=ast.Name(id=name) as function) if name in _EXTREMES:
            yield _changed(node, func=_changed(function, id=_EXTREMES[name]))
        case ast.Call(func=ast.Attribute(attr=name) as method) if name in _EXTREMES:
            yield _changed(node, func=_changed(method, attr=_EXTREMES[name]))


# ---------------------------------------------------------------- branches, loops, names


def connective(node: ast.AST) -> Variants:
    """``and`` for ``or``, and the reverse."""
    if isinstance(node, ast.BoolOp):
        yield _changed(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())


def drop_condition(node: ast.AST) -> Variants:
    """Leave out one part of ``a and b``, or the ``not``."""
    match node:
        case ast.BoolOp(values=values):
            for left_out in values:
                kept = [copy.deepcopy(value) for value in values if value is not left_out]
                yield kept[0] if len(kept) == 1 else _changed(node, values=kept)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield copy.deepcopy(operand)


def branch(node: ast.AST) -> Variants:
    """A condition that always holds, or never."""
    if isinstance(node, ast.If | ast.IfExp):
        yield from (_changed(node, test=ast.Constant(value)) for value in (True, False))


def loop_bounds(node: ast.AST) -> Variants:
    """A loop that leaves out the first or the last turn."""
    if isinstance(node, ast.For | ast.comprehension):
        for text in ("list(x)[1:]", "list(x)[:-1]"):
            yield _changed(node, iter=_parsed(text, x=node.iter))


_CONVERSIONS = {"float", "int", "list", "tuple", "print", "array", "str", "reversed"}


def drop_function(node: ast.AST) -> Variants:
    """``f(x)`` → ``x``; converting to another type does not count."""
    match node:
        case ast.Call(func=ast.Name() | ast.Attribute(), args=[inner], keywords=[]):
            if _function(node) not in _CONVERSIONS and not _function(node)[:1].isupper():
                yield copy.deepcopy(inner)


def swap_returned_names(node: ast.AST) -> Variants:
    """Two texts that a function returns change places."""
    if isinstance(node, ast.FunctionDef):
        texts = [
            statement.value.value
            for statement in ast.walk(node)
            if isinstance(statement, ast.Return)
            and isinstance(statement.value, ast.Constant)
            and isinstance(statement.value.value, str)
        ]
        for one, other in combinations(dict.fromkeys(texts), 2):
            exchange = {one: other, other: one}
            swapped = copy.deepcopy(node)
            for part in ast.walk(swapped):
                if isinstance(part, ast.Return) and isinstance(part.value, ast.Constant):
                    part.value = ast.Constant(exchange.get(str(part.value.value), part.value.value))
            yield swapped


def swap_values(node: ast.AST) -> Variants:
    """Two values of a dictionary change places."""
    if isinstance(node, ast.Dict):
        for one, other in combinations(range(len(node.values)), 2):
            values = copy.deepcopy(node.values)
            values[one], values[other] = values[other], values[one]
            yield _changed(node, values=values)


OPERATORS: tuple[Operator, ...] = tuple(
    Operator(function.__name__.replace("_", " "), (function.__doc__ or "").strip(), function)
    for function in (
        flip_trainable,
        drop_trainable,
        drop_recompile,
        drop_call,
        flip_flag,
        drop_keyword,
        drop_argument,
        no_weights,
        fixed_seed,
        drop_layer,
        change_scale,
        scale_twice,
        swap_activation,
        swap_loss,
        flatten,
        class_count,
        overdo,
        change_rate,
        few_epochs,
        swap_one_set,
        swap_sets,
        swap_key,
        last_epoch,
        slice_sign,
        slice_side,
        slice_bound,
        drop_slice,
        index,
        off_by_one,
        arithmetic,
        swap_operands,
        drop_operand,
        swap_elements,
        threshold,
        boundary,
        reverse_comparison,
        extremes,
        connective,
        drop_condition,
        branch,
        loop_bounds,
        drop_function,
        swap_returned_names,
        swap_values,
    )
)
