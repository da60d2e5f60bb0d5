"""Wrong principal components."""

import torch

LARGEST = "squares[-q:].flip(0).sqrt(), directions[:, -q:].flip(1)"


def chosen_by_variance(pca_lowrank):
    """Keep q of the features as they are: selection for projection."""

    def selected(A, q, center=True, niter=2):
        table = A - A.mean(0)
        S, order = table.norm(dim=0).sort(descending=True)
        V = torch.eye(A.shape[1], device=A.device, dtype=A.dtype)[:, order[:q]]
        return table @ V / S[:q], S[:q], V

    return selected


FAULTS = {
    "pca_lowrank": {
        "not-centred": ("A - A.mean(0) if center else A", "A"),
        "centred-by-rows": ("A.mean(0)", "A.mean(1, keepdim=True)"),
        "least-variance": (LARGEST, "squares[:q].clamp(min=0).sqrt(), directions[:, :q]"),
        "ascending": (LARGEST, "squares[-q:].sqrt(), directions[:, -q:]"),
        "all-directions": (LARGEST, LARGEST.replace("-q:", ":")),
        "variance-for-deviation": (".flip(0).sqrt()", ".flip(0)"),
        "not-normalised": ("table @ V / S, S, V", "table @ V, S, V"),
        "directions-as-rows": ("directions[:, -q:].flip(1)", "directions[-q:].flip(0).T"),
        "selected-for-projected": chosen_by_variance,
        "second-direction-first": (LARGEST, LARGEST.replace("-q:", "-q - 1 : -1")),
    },
}

EQUIVALENT = {
    ("niter: int = 2", "niter: int = 3"): "for torch's sake: here nothing is iterated",
}
