"""Wrong ways to measure what flipped copies bring."""

FAULTS = {
    "gain_of_flips": {
        "copies-not-flipped": (
            "torch.cat([train, hflip(train)], 1)",
            "torch.cat([train, train], 1)",
        ),
        "label-kept-whatever-is-asked": ("label * labels", "labels"),
        "label-always-exchanged": ("label * labels", "-labels"),
        "more-images-for-copies": (
            "torch.cat([train, hflip(train)], 1)",
            "torch.cat([train, test[:, :rows]], 1)",
        ),
        "tested-on-what-was-learned": (
            "return learned(train, labels), learned(*mirrored)",
            "test, truth = train, labels\n    return learned(train, labels), learned(*mirrored)",
        ),
        "handedness-forgotten": ("w - hflip(w) if handed else", "w + hflip(w) if handed else"),
        "no-symmetry": ("else w + hflip(w)", "else w"),
        "the-other-way-round": (
            "return learned(train, labels), learned(*mirrored)",
            "return learned(*mirrored), learned(train, labels)",
        ),
        "test-images-learned": (
            "scores = test @ torch.linalg.solve(",
            "x, y = torch.cat([x, test], 1), torch.cat([y, truth], 1)\n"
            "        scores = test @ torch.linalg.solve(",
        ),
        "other-images-every-time": ("torch.Generator().manual_seed(seed)", "None"),
    },
}

EQUIVALENT = {
    ("worlds: int = 40", "worlds: int = 41"): "one more, of as many as one likes",
    ("(rows, 1000)", "(rows, 1001)"): "one more, of as many as one likes",
    ("torch.randn(worlds, 1, 16, ", "torch.randn(1, 16, "): "to the images one w is as another",
    ("truth.flatten() > 0", "truth.flatten() >= 0"): "no sum of products of such numbers is 0",
    ("label * labels", "label / labels"): "the labels are 1 and -1",
}
