"""Wrong ways to make a net deeper."""

from torch import nn


class Residual(nn.Sequential):
    """What goes into a hidden layer is added to what comes out."""

    def forward(self, x):
        parts = list(self)
        hidden = [i for i, part in enumerate(parts) if isinstance(part, nn.Tanh)]
        start = 0
        for end in hidden:
            out = x
            for part in parts[start : end + 1]:
                out = part(out)
            x = x + out if x.shape == out.shape else out
            start = end + 1
        return parts[-1](x)


def residual(deep_net):
    """With shortcuts round the hidden layers."""
    return lambda *shape, **options: Residual(*deep_net(*shape, **options))


FAULTS = {
    "deep_net": {
        "residual": residual,
        "depth-ignored": ("[width] * (depth - 1)", "[width] * 2"),
        "one-layer-less": ("(depth - 1)", "(depth - 2)"),
        "one-layer-more": ("(depth - 1)", "depth"),
        "never-deeper-than-ten": ("(depth - 1)", "(min(depth, 10) - 1)"),
        "always-normalised": ("if batch_norm:", "if True:"),
        "never-normalised": ("if batch_norm:", "if False:"),
        "one-set-of-weights-for-all-layers": (
            "    return nn",
            "    for i, part in enumerate(layers):\n"
            "        if isinstance(part, Linears) and i and part.weight.shape[1] == width:\n"
            "            layers[i] = next(p for p in layers[1:] if isinstance(p, Linears))\n"
            "    return nn",
        ),
        "relu": ("nn.Tanh()", "nn.ReLU()"),
        "no-activation": ("nn.Tanh()", "nn.Identity()"),
        "activation-at-the-end": (
            "Linears(nets, width, 1))",
            "Linears(nets, width, 1), nn.Tanh())",
        ),
    },
}
