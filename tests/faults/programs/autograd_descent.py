"""Wrong ways to train one weight by autograd."""

FAULTS = {
    "autograd_descent": {
        "never-zeroed": ("if zeroing:", "if False:"),
        "always-zeroed": ("if zeroing:", "if True:"),
        "zeroed-once-an-epoch": ("if zeroing:", "if zeroing and (x, y) == samples[-1]:"),
        "ascent": ("w.data - RATE", "w.data + RATE"),
        "ten-times-the-rate": ("RATE * gradient", "0.1 * gradient"),
        "half-the-loss": ("(x * w - y) ** 2", "(x * w - y) ** 2 * 0.5"),
        "cubed-error": ("(x * w - y) ** 2", "(x * w - y) ** 3"),
        "rate-rounded": ("RATE * gradient", "(RATE + 1e-9) * gradient"),
        "gradient-of-the-whole-epoch": (
            "for x, y in samples:\n            loss = (x * w - y) ** 2",
            "for x, y in samples:\n            loss = sum((a * w - b) ** 2 for a, b in samples)",
        ),
        "one-epoch-too-few": ("range(epochs)", "range(epochs - 1)"),
        "gradient-read-after-zeroing": (
            "run.gradients.append(gradient.item())",
            "run.gradients.append(0.0)",
        ),
        "prints-the-number": ('"w=", w,', '"w=", w.item(),'),
        "prints-the-data": ('"w=", w,', '"w=", w.data,'),
        "prints-no-gradient": ('say("\\tgrad:", x, y, run.gradients[-1])', "pass"),
        "losses-with-their-past": ("losses.append(loss.data)", "losses.append(loss)"),
        "losses-as-numbers": ("losses.append(loss.data)", "losses.append(loss.item())"),
        "losses-without-a-dimension": (
            "losses.append(loss.data)",
            "losses.append(loss.data.sum())",
        ),
        "loss-of-every-sample": (
            "w.data = w.data",
            "run.losses.append(loss.data)\n            w.data = w.data",
        ),
        "loss-after-the-update": (
            "run.losses.append(loss.data)",
            "run.losses.append(((x * w - y) ** 2).data)",
        ),
    },
}
