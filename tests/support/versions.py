"""Every difference between torch versions that a claim depends on, each owned here once."""

import numpy as np
import torch

TORCH = tuple(int(part) for part in torch.__version__.split("+")[0].split(".")[:2])

SGD_HAS_A_DEFAULT_LR = TORCH >= (2, 2)
"""SGD(params) without lr: an error before, lr = 0.001 since."""

SGD_REQUIRES = {} if SGD_HAS_A_DEFAULT_LR else {"lr": 0.001}
"""What SGD must be given."""


def _since(version: tuple[int, int], name: str) -> tuple[str, ...]:
    return (name,) if version <= TORCH else ()


OPTIONS_ADDED = {
    "SGD": (),
    "Adagrad": ("foreach",),
    "RMSprop": (*_since((2, 4), "capturable"), "foreach", "maximize", "differentiable"),
    "Adadelta": ("foreach",),
    "Adam": (),
    "Adamax": ("foreach",),
    "SparseAdam": ("maximize",),
    "AdamW": (),
    "ASGD": ("foreach", "maximize", "differentiable", *_since((2, 2), "capturable")),
    "LBFGS": (),
    "Rprop": (),
}
"""The positional options of an optimizer behind those of the note; one slipped in between."""

KEYWORDS_ADDED = {
    "SGD": {"maximize", "foreach", "differentiable", *_since((2, 3), "fused")},
    "Adagrad": {"maximize", "differentiable", *_since((2, 4), "fused")},
    "RMSprop": set(),
    "Adadelta": {"maximize", "differentiable", *_since((2, 4), "capturable")},
    "Adam": {
        *("foreach", "maximize", "capturable", "differentiable", "fused"),
        *_since((2, 7), "decoupled_weight_decay"),
    },
    "Adamax": {"maximize", "differentiable", *_since((2, 3), "capturable")},
    "SparseAdam": set(),
    "AdamW": {"foreach", "maximize", "capturable", "differentiable", "fused"},
    "ASGD": set(),
    "LBFGS": {*_since((2, 14), "maximize")},
    "Rprop": {"foreach", "maximize", "differentiable", *_since((2, 4), "capturable")},
}
"""The options of an optimizer that are keywords alone."""

ZERO_GRAD_FORGETS = TORCH >= (2, 0)
"""zero_grad() left zeros behind before 2.0, and leaves None since."""

OPTIMIZERS_TAKE_NAMES = TORCH >= (2, 6)
"""Pairs (name, parameter), as named_parameters yields them: refused before."""

OPTIMIZERS_BEYOND = {
    *("NAdam", "RAdam"),
    *_since((2, 5), "Adafactor"),
    *_since((2, 9), "Muon"),
}
"""The optimizers of torch that the notes do not list."""

ASGD_TAKES_A_WHOLE_RATE = TORCH >= (2, 2)
"""ASGD(lr=1): its rate was a whole number before, and so 0 from the second step on."""

ADAMW_IS_AN_ADAM = TORCH >= (2, 7)
"""AdamW: a class of its own before, since then an Adam with decoupled_weight_decay=True."""

OPTIMIZERS_FUSED_ON_THE_CPU = TORCH >= (2, 4)
"""fused=True for SGD, Adam, AdamW and Adagrad: an accelerator's alone before."""

FUNCTIONAL_SIGMOID_WARNS = TORCH < (2, 0)
"""nn.functional.sigmoid and tanh: deprecated, with a warning, before 2.0; welcome since."""

BATCH_NORM_REFUSES_EPS_0_IN_TRAINING = TORCH >= (2, 10)
BATCH_NORM_REFUSES_EPS_0_AT_TEST_TIME = (2, 10) <= TORCH < (2, 12)
"""eps = 0: allowed until 2.9, a ValueError in 2.10 and 2.11, and from 2.12 in training alone."""

BCE_CHECKS_TARGETS = TORCH >= (2, 1)
"""binary_cross_entropy of a target outside [0, 1]: a number before, a RuntimeError since."""

SOFTSHRINK_KEEPS_NAN = TORCH >= (2, 6)
"""nn.functional.softshrink of nan: 0 before, nan since."""

NUMPY_PRINTS_TYPES = not np.__version__.startswith(("0.", "1."))
"""A list of numpy's numbers, printed: [0.0, 0.1] until numpy 1.26, [np.float64(0.0), …] since 2."""

LOAD_REFUSES_MODULES = TORCH >= (2, 6)
LOAD_WARNS_OF_PICKLES = (2, 4) <= TORCH < (2, 6)
"""torch.load without weights_only: any pickle until 2.3, with a warning in 2.4 and 2.5; since then
weights alone."""

TORCHVISION_HAS_GAUSSIAN_NOISE = TORCH >= (2, 4)
"""transforms.v2.GaussianNoise came with torchvision 0.19, which goes with torch 2.4."""
