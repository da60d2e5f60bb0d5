"""Reverse-mode automatic differentiation: the chain rule, from the result back to the leaves.

    ū = Σ_v v̄ · ∂v/∂u  over every v that was computed from u,   where ū = ∂(result)/∂u

Each operation records a node: where its gradient flows to, by which rule, and the inputs that
the rule needs. `backward` takes the nodes last made first, so that each has its whole sum when
its turn comes, and adds what arrives at a leaf to what is there already.

The surface is that of torch's tensor, torch.no_grad included, and so are the errors. Operands
have one shape, or are plain numbers; dtype and device are those of the numbers.

Sources: chapter-three 5, 8; pytorch-basics 5.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from numbers import Number
from typing import Any, Union

import torch

Operand = Union["Variable", float]
Rule = Callable[..., tuple["Variable", ...]]
READ_OFF = {"shape", "dtype", "device", "numel", "item", "tolist", "type", "data_ptr"}


@dataclass(eq=False)
class Node:
    """An operation in the graph, or the entrance to a leaf, which has no rule."""

    operation: str
    rule: Rule | None = None
    next_functions: tuple[tuple["Node | None", int], ...] = ()
    saved: tuple[tuple[Operand, int], ...] | None = ()  # inputs and their versions; None: freed
    variable: "Variable | None" = None  # whose grad is filled
    number: int = field(default_factory=itertools.count().__next__)

    def name(self) -> str:
        """What torch calls the operation."""
        return self.operation


class Variable:
    """Numbers that know how they were made."""

    __array_ufunc__ = None  # numpy's scalars leave a product with us to us

    def __init__(self, data: Any, *, requires_grad: bool = False, **where: Any) -> None:
        """Make a leaf from numbers; `where` is their dtype and device."""
        self.numbers = torch.as_tensor(data, **where)
        self.version = [0]  # how often the numbers were overwritten
        self.grad: Variable | None = None
        self.grad_fn: Node | None = None
        self.entrance = Node("torch::autograd::AccumulateGrad", variable=self)
        self.requires_grad = requires_grad

    @property
    def is_leaf(self) -> bool:
        """Whether no recorded operation made it."""
        return self.grad_fn is None

    @property
    def requires_grad(self) -> bool:
        """Whether a gradient flows here: wanted of a leaf, inherited by all that comes of it."""
        return self.wanted or not self.is_leaf

    @requires_grad.setter
    def requires_grad(self, wanted: bool) -> None:
        if not wanted and not self.is_leaf:
            raise RuntimeError("you can only change requires_grad flags of leaf variables.")
        if wanted and not (self.numbers.is_floating_point() or self.numbers.is_complex()):
            raise RuntimeError("only Tensors of floating point and complex dtype can require grad")
        self.wanted = wanted

    def requires_grad_(self, wanted: bool = True) -> "Variable":
        """Set the flag, and return the same object."""
        self.requires_grad = wanted
        return self

    @property
    def data(self) -> "Variable":
        """The same numbers with no past; overwriting them goes unnoticed."""
        return Variable(self.numbers)

    @data.setter
    def data(self, other: "Variable") -> None:
        self.numbers = other.numbers

    def detach(self) -> "Variable":
        """The same numbers with no past; overwriting them counts."""
        twin = Variable(self.numbers)
        twin.version = self.version
        return twin

    def retain_grad(self) -> None:
        """Have backward fill grad here too, though this is no leaf."""
        if self.grad_fn is not None:
            self.grad_fn.variable = self

    def backward(self, *, retain_graph: bool | None = None, create_graph: bool = False) -> None:
        """Add ∂(self)/∂(leaf) to the grad of every leaf that wants it, and free the graph."""
        root = self._node(self)
        if root is None:
            raise RuntimeError("element 0 of tensors does not require grad")
        if self.numel() != 1:
            raise RuntimeError("grad can be implicitly created only for scalar outputs")
        retain = create_graph if retain_graph is None else retain_graph
        flowing = {root: Variable(torch.ones_like(self.numbers))}
        with torch.set_grad_enabled(create_graph):
            while flowing:
                node = max(flowing, key=lambda node: node.number)  # made last: its sum is whole
                gradient = flowing.pop(node)
                if node.variable is not None:
                    before = node.variable.grad
                    node.variable.grad = gradient + (0 if before is None else before)
                for target, share in self._shares(node, gradient):
                    flowing[target] = flowing[target] + share if target in flowing else share
                if node.saved and not retain:
                    node.saved = None

    @staticmethod
    def _shares(node: Node, gradient: "Variable") -> list[tuple[Node, "Variable"]]:
        if node.rule is None:
            return []
        if node.saved is None:
            raise RuntimeError("Trying to backward through the graph a second time")
        if any(isinstance(x, Variable) and x.version[0] != seen for x, seen in node.saved):
            raise RuntimeError("one of the variables needed for gradient computation was modified")
        shares = node.rule(gradient, *(x for x, _ in node.saved))
        targets = (target for target, _ in node.next_functions)
        return [(t, s) for t, s in zip(targets, shares, strict=True) if t is not None]

    @staticmethod
    def _node(operand: Operand) -> Node | None:
        if isinstance(operand, Variable) and operand.requires_grad:
            return operand.grad_fn or operand.entrance
        return None

    @staticmethod
    def _numbers(operand: Operand) -> Any:
        if isinstance(operand, Variable):
            return operand.numbers
        if isinstance(operand, Number):
            return operand
        raise TypeError(f"unsupported operand type: {type(operand).__name__}")

    def _made(
        self, name: str, numbers: torch.Tensor, inputs: Any, rule: Rule, saves: bool = False
    ) -> "Variable":
        result = Variable(numbers)
        targets = tuple((self._node(x), 0) for x in inputs)
        if torch.is_grad_enabled() and any(target for target, _ in targets):
            saved = tuple((x, getattr(x, "version", [0])[0]) for x in inputs) if saves else ()
            result.grad_fn = Node(f"{name}Backward0", rule, targets, saved)
        return result

    def __add__(self, other: Operand) -> "Variable":
        """d(a + b) = da + db."""
        total = self.numbers + self._numbers(other)
        return self._made("Add", total, (self, other), lambda g: (g, g))

    def __sub__(self, other: Operand) -> "Variable":
        """d(a - b) = da - db."""
        difference = self.numbers - self._numbers(other)
        return self._made("Sub", difference, (self, other), lambda g: (g, g * -1))

    def __mul__(self, other: Operand) -> "Variable":
        """d(a b) = b da + a db."""
        product = self.numbers * self._numbers(other)
        return self._made("Mul", product, (self, other), lambda g, a, b: (g * b, g * a), True)

    def __pow__(self, n: int) -> "Variable":
        """d(aⁿ) = n aⁿ⁻¹ da, for n = 1, 2, …."""
        power = self.numbers**n
        return self._made("Pow", power, (self,), lambda g, a: (g * (a ** (n - 1) * n),), True)

    def tanh(self) -> "Variable":
        """d(tanh a) = (1 - tanh² a) da."""
        value = self.numbers.tanh()
        return self._made("Tanh", value, (self,), lambda g, a: (g - g * a.tanh() ** 2,), True)

    def sum(self) -> "Variable":
        """d(Σ a) = Σ da."""
        total, shape = self.numbers.sum(), self.numbers.shape
        return self._made("Sum", total, (self,), lambda g: (g.expand(shape),))

    def expand(self, shape: torch.Size) -> "Variable":
        """One number, in every place of a shape."""
        copies = self.numbers.expand(shape)
        return self._made("Expand", copies, (self,), lambda g: (g.sum(),))

    __radd__ = __add__
    __rmul__ = __mul__

    def fill_(self, number: float) -> "Variable":
        """Overwrite every number."""
        return self._overwritten(torch.full_like(self.numbers, number))

    def zero_(self) -> "Variable":
        """Overwrite every number with 0."""
        return self.fill_(0)

    def __isub__(self, other: Operand) -> "Variable":
        """Overwrite the numbers with the difference."""
        return self._overwritten(self.numbers - self._numbers(other))

    def _overwritten(self, numbers: torch.Tensor) -> "Variable":
        if torch.is_grad_enabled() and self.requires_grad:
            raise RuntimeError("a leaf Variable that requires grad is used in-place")
        self.numbers.copy_(numbers)
        self.version[0] += 1
        return self

    def __repr__(self) -> str:
        """As torch prints it."""
        leaf = ", requires_grad=True" if self.wanted else ""
        past = f", grad_fn=<{self.grad_fn.name()}>" if self.grad_fn else leaf
        return f"{repr(self.numbers)[:-1]}{past})"

    def __getattr__(self, name: str) -> Any:
        """What is read off without being recorded."""
        if name in READ_OFF:
            return getattr(self.numbers, name)
        raise AttributeError(name)
