"""A sequence of words is a tensor of vectors, one step after another, in one of four layouts.

    words, batch, vector    the default: a step of all sentences lies together in memory
    batch, words, vector    if the layer is told so, batch_first=True: it cannot be guessed
    words, vector           one sentence, without a batch
    packed                  sentences of several lengths: step t of those not yet ended

There are no tensors of strings: a word is an index, and an index a vector, at the simplest the
one-hot vector  v_j = 1 if j is the index else 0.  It is as wide as the vocabulary, has a single
entry that is not 0, and says nothing of likeness: every two words lie √2 apart.

Sources: course, sequences; pytorch-basics 11.1.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence


def one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    """Indices of any shape to vectors along a new last dimension, int64 as torch has it.

    Without `num_classes` the width is the largest index and 1. Layers want floats: convert.
    """
    width = num_classes if num_classes >= 0 else int(tensor.max()) + 1
    if tensor.max() >= width:
        raise RuntimeError(f"an index reaches beyond the {width} classes")
    return (tensor.unsqueeze(-1) == torch.arange(width, device=tensor.device)).long()


class SequenceLayer(nn.Module):
    """The least layer over sequences,  h_t = tanh(W x_t + b + U h_{t-1} + c),  in every layout.

    Gives all states in the layout of the input, and the last state of each sentence. Packed
    sentences must be sorted, the longest first.
    """

    def __init__(self, input_size: int, hidden_size: int, batch_first: bool = False) -> None:
        """Draw the weights within ±1/√hidden_size."""
        super().__init__()
        self.batch_first = batch_first
        bound = hidden_size**-0.5

        def drawn(*shape: int) -> nn.Parameter:
            return nn.Parameter(torch.empty(shape).uniform_(-bound, bound))

        self.weight_ih_l0 = drawn(hidden_size, input_size)
        self.weight_hh_l0 = drawn(hidden_size, hidden_size)
        self.bias_ih_l0 = drawn(hidden_size)
        self.bias_hh_l0 = drawn(hidden_size)

    def forward(self, x: Tensor | PackedSequence) -> tuple[Tensor | PackedSequence, Tensor]:
        """Run over the steps, whatever the layout."""
        if isinstance(x, PackedSequence):
            outputs, last = self._run(x.data.split(x.batch_sizes.tolist()))
            return x._replace(data=torch.cat(outputs)), last.unsqueeze(0)
        if x.ndim == 2:
            outputs, last = self._run(x.unsqueeze(1).unbind())
            return torch.cat(outputs), last
        time = 1 if self.batch_first else 0
        outputs, last = self._run(x.unbind(time))
        return torch.stack(outputs, time), last.unsqueeze(0)

    def _run(self, steps: Sequence[Tensor]) -> tuple[list[Tensor], Tensor]:
        hidden = steps[0].new_zeros(len(steps[0]), len(self.bias_hh_l0))
        outputs = []
        for x in steps:  # of the sentences that have not ended
            running = hidden[: len(x)] @ self.weight_hh_l0.T + self.bias_hh_l0
            running = torch.tanh(x @ self.weight_ih_l0.T + self.bias_ih_l0 + running)
            hidden = torch.cat([running, hidden[len(x) :]])
            outputs.append(running)
        return outputs, hidden
