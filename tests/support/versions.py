"""Every difference between torch versions that a claim depends on, each owned here once."""

import torch

TORCH = tuple(int(part) for part in torch.__version__.split("+")[0].split(".")[:2])

SGD_HAS_A_DEFAULT_LR = TORCH >= (2, 2)
"""SGD(params) without lr: an error before, lr = 0.001 since."""
