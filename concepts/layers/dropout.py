"""Dropout silences activations at random while training, a coin for each, at every call:

    y = x · k / (1 − p),    k = 0 with probability p, else 1

p is the probability of *dropping*. Dividing what is kept by 1 − p leaves the mean of every
activation as it was, so that in evaluation there is nothing left to do: y = x.

Sources: chapter-three 7(3); course, Dropout. Srivastava et al., Dropout: a simple way to prevent
neural networks from overfitting, JMLR 15 (2014), whose p is the probability of keeping.
"""

import torch
from torch import Tensor, nn


class Dropout(nn.Module):
    """Drop each entry with probability `p`, drawn from torch's global generator.

    Shape, dtype and device are those of the input. ValueError unless 0 ≤ p ≤ 1. With p = 1
    finite entries become 0, the others nan.
    """

    def __init__(self, p: float = 0.5) -> None:
        """Start in training mode, as every module does."""
        super().__init__()
        if not 0 <= p <= 1:
            raise ValueError(f"the probability of dropping is between 0 and 1, not {p}")
        self.p = p

    def forward(self, x: Tensor) -> Tensor:
        """Rescale what is kept while training, and leave `x` alone in evaluation."""
        if not self.training:
            return x
        kept = torch.rand(x.shape, device=x.device) >= self.p
        scale = 1 / (1 - self.p) if self.p < 1 else 1.0  # of p = 1 nothing is kept
        return x * kept * scale


def unscaled_dropout(x: Tensor, p: float) -> Tensor:
    """The coins alone: the mean falls to 1 − p of what it was, and evaluation must make up."""
    return x * (torch.rand(x.shape, device=x.device) >= p)
