"""Every difference between torch versions that a claim depends on, each owned here once."""

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

OPTIMIZERS_FUSED_ON_THE_CPU = TORCH >= (2, 4)
"""fused=True for SGD, Adam, AdamW and Adagrad: an accelerator's alone before."""

FUNCTIONAL_SIGMOID_WARNS = TORCH < (2, 0)
"""nn.functional.sigmoid and tanh: deprecated, with a warning, before 2.0; welcome since."""

BATCH_NORM_REFUSES_EPS_0_IN_TRAINING = TORCH >= (2, 10)
BATCH_NORM_REFUSES_EPS_0_AT_TEST_TIME = (2, 10) <= TORCH < (2, 12)
"""eps = 0: allowed until 2.9, a ValueError in 2.10 and 2.11, and from 2.12 in training alone."""

BCE_CHECKS_TARGETS = TORCH >= (2, 1)
"""binary_cross_entropy of a target outside [0, 1]: a number before, a RuntimeError since."""
