"""Softmax one number at a time: the oracle of its claims."""

import math

import torch


def loop_softmax(scores):
    """exp(x_i) / Σ_j exp(x_j) along the last dimension, one number at a time."""
    rows = []
    for row in scores.double().reshape(-1, scores.shape[-1]).tolist():
        top = max(row)
        exponentials = [math.exp(x - top) for x in row]
        rows.append([e / math.fsum(exponentials) for e in exponentials])
    return torch.tensor(rows, dtype=torch.float64).reshape(scores.shape)
