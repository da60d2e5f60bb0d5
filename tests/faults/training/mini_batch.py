"""Wrong ways to take a part for the whole."""

FAULTS = {
    "mini_batches": {
        "in-order": ("torch.randperm(samples, generator=generator)", "torch.arange(samples)"),
        "with-replacement": (
            "torch.randperm(samples, generator=generator)",
            "torch.randint(samples, (samples,), generator=generator)",
        ),
        "turned-not-shuffled": (
            "torch.randperm(samples, generator=generator)",
            "torch.arange(samples).roll(int(torch.randint(samples, (), generator=generator)))",
        ),
        "last-dropped": (
            "range(0, samples, size)]",
            "range(0, samples - samples % size, size)] or [order]",
        ),
        "last-filled-up": (
            "order[start : start + size]",
            "order[torch.arange(start, start + size) % samples]",
        ),
        "one-too-many": ("order[start : start + size]", "order[start : start + size + 1]"),
        "first-stays": (
            "torch.randperm(samples, generator=generator)",
            "torch.cat([torch.zeros(1, dtype=torch.long), "
            "1 + torch.randperm(samples - 1, generator=generator)])",
        ),
        "own-seed": (
            "torch.randperm(samples, generator=generator)",
            "torch.randperm(samples, generator=torch.Generator().manual_seed(0))",
        ),
    },
    "mini_batch_gradient": {
        "sum-for-the-mean": (" / len(y)", ""),
        "one-degree-of-freedom": (" / len(y)", " / max(len(y) - 1, 1)"),
        "mean-over-features-too": (" / len(y)", " / x.numel()"),
        "half-the-square": ("2 * x * errors", "x * errors"),
        "other-sign": ("x @ weight - y", "y - x @ weight"),
        "size-capped": (" / len(y)", " / min(len(y), 4)"),
        "last-left-out": (
            "(2 * x * errors[:, None]).sum(0)",
            "(2 * x * errors[:, None])[: len(y) - (len(y) > 2)].sum(0)",
        ),
        "absolute-errors": ("errors = x @ weight - y", "errors = (x @ weight - y).sign()"),
        "root-of-the-size": (" / len(y)", " / len(y) ** 0.5"),
        "median-for-the-mean": ("sum(0) / len(y)", "median(0).values"),
    },
}
