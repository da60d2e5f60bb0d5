"""Back-propagation: the derivatives of a net's loss, from the last layer back to the first.

    H_0 = X,   H_l = a(H_{l-1} W_lᵀ + b_l),   Y the last, without a,   L = mean (Y - T)²

    Δ = 2 (Y - T) / size at the end, and in a hidden layer  Δ = ∂L/∂H ⊙ a'
    ∂L/∂W = Δᵀ H_before,    ∂L/∂b = Σ_samples Δ,    ∂L/∂H_before = Δ W

Δ is the derivative in what the activation was given. Each layer takes it over from the next, and
needs what the forward pass saw: X, every H, Y - T, and each W but the first. These are kept from
the forward pass to the backward pass, so that memory grows with the samples; the value of the
loss is not among them.

A sample is a row: X (batch, in), W (out, in), b (out), as in torch. The note's own layer, H = W X,
has a sample in each column: the same map, transposed.

Sources: pytorch-basics 1.3, 5.
"""

import warnings
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "relu": torch.relu,
    "identity": lambda z: z,
}
SLOPES: dict[str, Callable[[Tensor], Tensor]] = {  # from what the activation has returned
    "tanh": lambda h: 1 - h * h,
    "sigmoid": lambda h: h * (1 - h),
    "relu": lambda h: (h > 0).to(h.dtype),
    "identity": torch.ones_like,
}


class LayerGradient(NamedTuple):
    """What one layer learns: its number, and the derivatives in its weight and bias."""

    layer: int
    weight: Tensor  # (out, in)
    bias: Tensor  # (out)


class BackPropagation:
    """A fully connected net with the mean squared error, and its derivatives by the formulas."""

    def __init__(
        self,
        weights: Sequence[Tensor],
        biases: Sequence[Tensor],
        activation: str = "tanh",
        *,
        retain: bool = False,
    ) -> None:
        """Take the parameters, the first layer first; `retain` keeps every ∂L/∂H as well."""
        self.weights, self.biases, self.retain = list(weights), list(biases), retain
        self.activate, self.slope = ACTIVATIONS[activation], SLOPES[activation]
        self.saved: list[tuple[Tensor, int]] = []  # and how often it had been overwritten
        self.hidden_gradients: list[Tensor | None] = [None] * (len(self.weights) - 1)

    def loss(self, x: Tensor, target: Tensor) -> Tensor:
        """The forward pass, which keeps what the backward pass will need."""
        outputs = [x]
        for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            outputs.append(self.activate(outputs[-1] @ weight.T + bias))
        y = outputs[-1] @ self.weights[-1].T + self.biases[-1]
        self.saved = [(t, t._version) for t in (*outputs, *self.weights[1:], y, target)]
        return (y - target).square().mean()

    def backward(self) -> list[LayerGradient]:
        """The derivatives in the order in which they are found; the saved tensors are freed."""
        if not self.saved:
            raise RuntimeError(
                "backward a second time, though what the forward pass saved is freed"
            )
        if any(tensor._version != seen for tensor, seen in self.saved):
            raise RuntimeError("what the forward pass saved was modified by an inplace operation")
        *kept, y, target = (tensor for tensor, _ in self.saved)
        outputs, weights = kept[: len(self.weights)], [None, *kept[len(self.weights) :]]
        delta = 2 * (y - target) / y.numel()
        gradients = []
        for layer, (before, weight) in reversed([*enumerate(zip(outputs, weights, strict=True))]):
            gradients.append(LayerGradient(layer, delta.T @ before, delta.sum(0)))
            if weight is not None:  # the samples themselves are not to be learnt
                flowing = delta @ weight
                delta = flowing * self.slope(before)
                self.hidden_gradients[layer - 1] = flowing if self.retain else None
        self.saved = []
        return gradients

    @property
    def stored(self) -> list[Tensor]:
        """What is kept for the backward pass now."""
        return [tensor for tensor, _ in self.saved]


class Library:
    """The same net, differentiated by torch's autograd."""

    def __init__(
        self,
        weights: Sequence[Tensor],
        biases: Sequence[Tensor],
        activation: str = "tanh",
        *,
        retain: bool = False,
    ) -> None:
        """Take the parameters, the first layer first; `retain` asks for retain_grad()."""
        self.weights, self.biases, self.retain = list(weights), list(biases), retain
        self.activate = ACTIVATIONS[activation]

    def loss(self, x: Tensor, target: Tensor) -> Tensor:
        """The forward pass, which builds the graph."""
        layers = zip(self.weights, self.biases, strict=True)
        self.leaves = [[p.detach().requires_grad_() for p in layer] for layer in layers]
        self.order: list[int] = []
        for layer, (weight, _) in enumerate(self.leaves):
            weight.register_hook(lambda _, layer=layer: self.order.append(layer))
        self.hidden: list[Tensor] = []
        h = x
        for weight, bias in self.leaves[:-1]:
            h = self.activate(nn.functional.linear(h, weight, bias))
            self.hidden.append(h)
            if self.retain:
                h.retain_grad()
        self.result = nn.functional.mse_loss(nn.functional.linear(h, *self.leaves[-1]), target)
        return self.result.detach()

    def backward(self) -> list[LayerGradient]:
        """The gradients, in the order in which autograd gets to the weights."""
        self.result.backward()
        every: Any = [[p.grad for p in layer] for layer in self.leaves]
        return [LayerGradient(layer, *every[layer]) for layer in self.order]

    @property
    def hidden_gradients(self) -> list[Tensor | None]:
        """What autograd left in the tensors between the layers."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that it is not a leaf's
            return [h.grad for h in self.hidden]

    @property
    def stored(self) -> list[Tensor]:
        """What the nodes of the graph hold now, each tensor once."""
        nodes: list[Any] = [self.result.grad_fn]
        found: dict[int, Tensor] = {}
        for node in nodes:
            nodes += [before for before, _ in node.next_functions if before is not None]
            for name in dir(node):
                if name.startswith("_saved_"):
                    try:
                        saved = getattr(node, name)
                    except RuntimeError:  # freed
                        continue
                    if isinstance(saved, Tensor):
                        found[saved.data_ptr()] = saved
        return list(found.values())


def linear_layer(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """x Wᵀ + b of samples in rows: (batch, in) and (out, in) to (batch, out)."""
    return x @ weight.T if bias is None else x @ weight.T + bias


def layer_backward(x: Tensor, weight: Tensor, d_h: Tensor) -> tuple[Tensor, Tensor]:
    """∂L/∂W and ∂L/∂X of the note's H = W X, of samples in columns, from ∂L/∂H."""
    return d_h @ x.T, weight.T @ d_h


def library_layer_backward(x: Tensor, weight: Tensor, d_h: Tensor) -> tuple[Tensor, Tensor]:
    """The same by autograd."""
    x, weight = x.detach().requires_grad_(), weight.detach().requires_grad_()
    d_weight, d_x = torch.autograd.grad((weight @ x * d_h).sum(), (weight, x))
    return d_weight, d_x
