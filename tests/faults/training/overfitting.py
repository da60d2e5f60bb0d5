"""Wrong ways to tell the error of training from that of use."""

FAULTS = {
    "polynomial_errors": {
        "tested-on-the-training-set": ("in (train, test)", "in (train, train)"),
        "trained-on-the-test-set": ("points, values = train", "points, values = test"),
        "trained-on-both": (
            "points, values = train",
            "points, values = (torch.cat(pair, -1) for pair in zip(train, test, strict=True))",
        ),
        "errors-exchanged": ("return errors[0], errors[1]", "return errors[1], errors[0]"),
        "one-degree-less": (
            "weights = ridge(powers(points, degree)",
            "degree = max(degree - 1, 0)\n    weights = ridge(powers(points, degree)",
        ),
        "never-above-the-first-degree": (
            "points, values = train",
            "points, values = train\n    degree = min(degree, 1)",
        ),
        "never-above-the-fifth-degree": (
            "points, values = train",
            "points, values = train\n    degree = min(degree, 5)",
        ),
        "penalised": ("l2=0.0", "l2=0.1"),
        "sum-for-mean": (".mean(-1)", ".sum(-1)"),
        "not-squared": (".square()", ".abs()"),
        "halved": (".square()", ".square().div(2)"),
        "mean-over-the-data-sets": (".mean(-1)", ".mean().expand(y.shape[:-1])"),
        "unbiased-by-n-less-one": (".mean(-1)", ".sum(-1) / (y.shape[-1] - 1)"),
    },
}
