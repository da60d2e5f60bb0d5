"""Wrong ways to whiten."""

from statistics import NormalDist

import torch

from tests.faults import kernels


def gaussianised(whiten):
    """Each column is bent to a Gaussian by its ranks, as no affine map can."""

    def faulty(x, eps=0.0):
        white = whiten(x, eps)
        ranks = white.argsort(0).argsort(0)
        table = [NormalDist().inv_cdf((n + 0.5) / len(x)) for n in range(len(x))]
        return torch.tensor(table, device=x.device, dtype=x.dtype)[ranks]

    return faulty


FAULTS = {
    "whiten": {
        **kernels.ALL,
        "gradient-lost": ("eigenvalues, axes =", "x = x.detach()\n    eigenvalues, axes ="),
        "eigenvalues-detached": ("(eigenvalues + eps)", "(eigenvalues.detach() + eps)"),
        "by-the-eigenvalue": ("(eigenvalues + eps).sqrt()", "(eigenvalues + eps)"),
        "multiplied": ("@ axes / (", "@ axes * ("),
        "not-centred": ("(x - x.mean(0)) @ axes", "x @ axes"),
        "axes-as-rows": ("@ axes /", "@ axes.mT /"),
        "not-turned": ("(x - x.mean(0)) @ axes", "(x - x.mean(0))"),
        "turned-back": (".flip(1)", "@ axes.mT"),
        "least-axis-first": (").flip(1)", ")"),
        "eps-outside-the-root": ("(eigenvalues + eps).sqrt()", "eigenvalues.abs().sqrt().add(eps)"),
        "eps-by-default": ("eps: float = 0.0", "eps: float = 0.1"),
        "eps-ignored": ("(eigenvalues + eps)", "eigenvalues.abs().clamp(min=1e-12)"),
        "variances-of-n": (
            "torch.linalg.eigh(covariance(x))",
            "torch.linalg.eigh(covariance(x) * (len(x) - 1))",
        ),
        "biased": (
            "torch.linalg.eigh(covariance(x))",
            "torch.linalg.eigh(covariance(x) * (1 - 1 / len(x)))",
        ),
        "gaussianised": gaussianised,
        "single-feature": (
            "eigenvalues, axes = torch.linalg.eigh(covariance(x))",
            "if x.shape[1] == 1: return x - x.mean(0)\n    eigenvalues, axes ="
            " torch.linalg.eigh(covariance(x))",
        ),
        "eps-relative": (
            "(eigenvalues + eps).sqrt()",
            "(eigenvalues + eps * (eigenvalues.amax() if x.shape[1] > 2 else 1)).sqrt()",
        ),
    },
}
