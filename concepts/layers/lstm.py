"""An LSTM keeps a memory c beside its state h, and gates what is forgotten, written and shown:

    i, f, o = sigmoid(W x + b + U h + b')        c = f ⊙ c_prev + i ⊙ g
       g    = tanh(W x + b + U h + b')           h = o ⊙ tanh(c)

with weights of its own for each of i, f, g and o.

The memory passes from step to step by a product with f and a sum, and through no weight. With
f = 1 it lasts, and so does the gradient. The state stays within ±1; the memory has no bound.

The rows of the weights are stacked in the order i, f, g, o: (4H, in) and (4H, H), and two biases
(4H,), all from U(-1/√H, 1/√H). Four times the parameters of a tanh RNN. Shapes are those of the
RNN, with a pair of states (h, c), each (L, B, H).

Source: course, memory update, How to train. Hochreiter and Schmidhuber, Long short-term memory,
1997; the forget gate is from Gers, Schmidhuber and Cummins, Learning to forget, 2000.
"""

import torch
from torch import Tensor, nn

from concepts.layers.rnn import affine, check_state, register

States = tuple[Tensor, Tensor]


class LSTMCell(nn.Module):
    """One step: x (B, in) and (h, c), each (B, H), to the next (h, c)."""

    weight_ih: Tensor
    weight_hh: Tensor
    bias_ih: Tensor | None
    bias_hh: Tensor | None

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        """Draw the weights."""
        super().__init__()
        self.hidden_size = hidden_size
        register(self, "", 4 * hidden_size, input_size, hidden_size, bias, device, dtype)

    def forward(self, x: Tensor, states: States | None = None) -> States:
        """The next state and memory."""
        zeros = x.new_zeros(*x.shape[:-1], self.hidden_size)
        h, c = (zeros, zeros) if states is None else states
        check_state(h, tuple(zeros.shape))
        check_state(c, tuple(zeros.shape))
        pushed = affine(x, self.weight_ih, self.bias_ih)
        recalled = affine(h, self.weight_hh, self.bias_hh)
        i, f, g, o = (pushed + recalled).chunk(4, -1)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        return o.sigmoid() * c.tanh(), c


class LSTM(nn.Module):
    """Cells over time, in layers: to all states h of the last layer, and the last (h, c) of all."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        *,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        """Draw the weights; torch's dropout, projection and second direction are left out."""
        super().__init__()
        self.hidden_size, self.num_layers, self.batch_first = hidden_size, num_layers, batch_first
        for layer in range(num_layers):
            width = hidden_size if layer else input_size
            rows = 4 * hidden_size
            register(self, f"_l{layer}", rows, width, hidden_size, bias, device, dtype)

    def forward(self, x: Tensor, states: States | None = None) -> tuple[Tensor, States]:
        """Outputs (S, B, H), and the last h and c, each (L, B, H)."""
        if x.ndim not in (2, 3):
            raise ValueError(f"expected (S, B, in) or (S, in), not {tuple(x.shape)}")
        if x.ndim == 2:
            batch = 0 if self.batch_first else 1
            alone = None if states is None else (states[0].unsqueeze(1), states[1].unsqueeze(1))
            outputs, (h_n, c_n) = self(x.unsqueeze(batch), alone)
            return outputs.squeeze(batch), (h_n.squeeze(1), c_n.squeeze(1))
        outputs = x.transpose(0, 1) if self.batch_first else x
        zeros = x.new_zeros(self.num_layers, outputs.shape[1], self.hidden_size)
        h, c = (zeros, zeros) if states is None else states
        check_state(h, tuple(zeros.shape))
        check_state(c, tuple(zeros.shape))
        h_n, c_n = [], []
        for layer in range(self.num_layers):
            outputs, h_last, c_last = self.scan(outputs, h[layer], c[layer], layer)
            h_n.append(h_last)
            c_n.append(c_last)
        if self.batch_first:
            outputs = outputs.transpose(0, 1)
        return outputs, (torch.stack(h_n), torch.stack(c_n))

    def scan(self, x: Tensor, h: Tensor, c: Tensor, layer: int) -> tuple[Tensor, Tensor, Tensor]:
        """All states of one layer along the sequence, and the state and memory reached last."""
        weights = [getattr(self, f"{kind}_l{layer}") for kind in ("weight_ih", "weight_hh")]
        biases = [getattr(self, f"{kind}_l{layer}") for kind in ("bias_ih", "bias_hh")]
        states = []
        for x_t in x:
            pushed, recalled = map(affine, (x_t, h), weights, biases)
            i, f, g, o = (pushed + recalled).chunk(4, -1)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = o.sigmoid() * c.tanh()
            states.append(h)
        return torch.stack(states), h, c
