"""A recurrent layer reads a sequence step by step. Its state is its output, and its only memory:

    h_t = tanh(W_ih x_t + b_ih + W_hh h_{t-1} + b_hh),    h_0 = 0 unless given

The weights are the same at every step, so their number does not depend on the length. Layer l
reads the states of layer l - 1. The map inside is affine in (x, h); what makes a state more than
a sum over the past is the tanh (or relu) around it.

Shapes: x (S, B, in), or (B, S, in) with batch_first, or (S, in) for one sequence; states (L, B, H),
batch_first or not. Weights (H, in) and (H, H), two biases (H,), all from U(-1/√H, 1/√H).
Raises RuntimeError where sizes do not match, ValueError for other ranks of x.

Sources: pytorch-basics 11; course RNN. Elman, Finding structure in time, 1990.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "tanh": torch.tanh,
    "relu": lambda x: x.clamp(min=0),
}


class RNNCell(nn.Module):
    """One step: x (B, in) and h (B, H), or (in,) and (H,), to the next h."""

    weight_ih: Tensor
    weight_hh: Tensor
    bias_ih: Tensor | None
    bias_hh: Tensor | None

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        nonlinearity: str = "tanh",
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        """Draw the weights."""
        super().__init__()
        self.hidden_size, self.nonlinearity = hidden_size, nonlinearity
        register(self, "", hidden_size, input_size, hidden_size, bias, device, dtype)

    def forward(self, x: Tensor, h: Tensor | None = None) -> Tensor:
        """The next state."""
        if self.nonlinearity not in ACTIVATIONS:
            raise RuntimeError(f"Unknown nonlinearity: {self.nonlinearity}")
        h = x.new_zeros(*x.shape[:-1], self.hidden_size) if h is None else h
        check_state(h, (*x.shape[:-1], self.hidden_size))
        pushed = affine(x, self.weight_ih, self.bias_ih)
        recalled = affine(h, self.weight_hh, self.bias_hh)
        return ACTIVATIONS[self.nonlinearity](pushed + recalled)


class RNN(nn.Module):
    """Cells over time, in layers: to all states of the last layer, and the last states of all."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        nonlinearity: str = "tanh",
        bias: bool = True,
        batch_first: bool = False,
        *,
        bidirectional: bool = False,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        """Draw the weights of each layer; torch's option `dropout` is left out."""
        super().__init__()
        if nonlinearity not in ACTIVATIONS:
            raise ValueError(f"Unknown nonlinearity {nonlinearity!r}")
        self.hidden_size, self.batch_first = hidden_size, batch_first
        self.activation = ACTIVATIONS[nonlinearity]
        ends = ("", "_reverse") if bidirectional else ("",)
        self.layers = [[f"_l{layer}{end}" for end in ends] for layer in range(num_layers)]
        for layer, names in enumerate(self.layers):
            width = hidden_size * len(ends) if layer else input_size
            for name in names:
                register(self, name, hidden_size, width, hidden_size, bias, device, dtype)

    def forward(self, x: Tensor, h: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Outputs (S, B, H) and last states (L, B, H); both ends side by side if bidirectional."""
        if x.ndim not in (2, 3):
            raise ValueError(f"expected (S, B, in) or (S, in), not {tuple(x.shape)}")
        if x.ndim == 2:
            batch = 0 if self.batch_first else 1
            outputs, h_n = self(x.unsqueeze(batch), None if h is None else h.unsqueeze(1))
            return outputs.squeeze(batch), h_n.squeeze(1)
        outputs = x.transpose(0, 1) if self.batch_first else x
        shape = (len(self.layers) * len(self.layers[0]), outputs.shape[1], self.hidden_size)
        h = x.new_zeros(shape) if h is None else h
        check_state(h, shape)
        starts, last = iter(h), []
        for layer in self.layers:
            read = [self.scan(outputs, next(starts), name) for name in layer]
            outputs = torch.cat([states for states, _ in read], -1)
            last += [final for _, final in read]
        return outputs.transpose(0, 1) if self.batch_first else outputs, torch.stack(last)

    def scan(self, x: Tensor, h: Tensor, name: str) -> tuple[Tensor, Tensor]:
        """All states of one layer, in the order of the sequence, and the one reached last."""
        weight_ih, weight_hh = getattr(self, f"weight_ih{name}"), getattr(self, f"weight_hh{name}")
        bias_ih, bias_hh = getattr(self, f"bias_ih{name}"), getattr(self, f"bias_hh{name}")
        backwards = name.endswith("_reverse")
        states = []
        for x_t in x.flip(0) if backwards else x:
            h = self.activation(affine(x_t, weight_ih, bias_ih) + affine(h, weight_hh, bias_hh))
            states.append(h)
        return torch.stack(states[::-1] if backwards else states), h


def affine(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """x Wᵀ + b, for one vector or many."""
    return x @ weight.T if bias is None else x @ weight.T + bias


def check_state(h: Tensor, shape: tuple[int, ...]) -> None:
    """A state of one row would be broadcast over the batch, unnoticed."""
    if h.shape != shape:
        raise RuntimeError(f"Expected hidden size {shape}, got {list(h.shape)}")


def register(
    module: nn.Module,
    name: str,
    rows: int,
    width: int,
    hidden: int,
    bias: bool,
    device: torch.device | str | None,
    dtype: torch.dtype | None,
) -> None:
    """Give `module` the weights and biases of one layer, named as torch names them."""
    bound = hidden**-0.5

    def drawn(*shape: int) -> nn.Parameter:
        empty = torch.empty(*shape, device=device, dtype=dtype)
        return nn.Parameter(empty.uniform_(-bound, bound))

    module.register_parameter(f"weight_ih{name}", drawn(rows, width))
    module.register_parameter(f"weight_hh{name}", drawn(rows, hidden))
    module.register_parameter(f"bias_ih{name}", drawn(rows) if bias else None)
    module.register_parameter(f"bias_hh{name}", drawn(rows) if bias else None)
