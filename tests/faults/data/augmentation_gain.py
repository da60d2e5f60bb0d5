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
            "return accuracy(train, labels), accuracy(*mirrored)",
            "test, truth = train, labels\n    return accuracy(train, labels), accuracy(*mirrored)",
        ),
        "handedness-forgotten": ("w - hflip(w) if handed else", "w + hflip(w) if handed else"),
        "no-symmetry": ("else w + hflip(w)", "else w"),
        "the-other-way-round": (
            "return accuracy(train, labels), accuracy(*mirrored)",
            "return accuracy(*mirrored), accuracy(train, labels)",
        ),
        "test-images-learned": (
            "fitted = torch.linalg.solve(x.mT @ x + ridge, x.mT @ y)",
            "x, y = torch.cat([x, test], 1), torch.cat([y, truth], 1)\n"
            "        fitted = torch.linalg.solve(x.mT @ x + ridge, x.mT @ y)",
        ),
    },
}
