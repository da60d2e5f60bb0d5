"""Wrong ways to join all layers."""

from tests.faults import kernels

LAYER = "outputs.append(layer(torch.cat(outputs, 1)))"
CAT = "return torch.cat(outputs, 1)"

FAULTS = {
    "dense_block": {
        **kernels.ALL,
        "input-forgotten": (CAT, "return torch.cat([x * 0, *outputs[1:]], 1)"),
        "input-rectified": (CAT, "return torch.cat([x.relu(), *outputs[1:]], 1)"),
        "added": (
            LAYER,
            LAYER + "\n            outputs[0] = outputs[0] + outputs[-1].mean(1, keepdim=True)",
        ),
        "previous-layer-alone": (
            LAYER,
            "outputs.append(layer(torch.cat([*(0 * it for it in outputs[:-1]), outputs[-1]], 1)))",
        ),
        "input-alone": (
            LAYER,
            "outputs.append(layer(torch.cat([x, *(0 * it for it in outputs[1:])], 1)))",
        ),
        "input-read-once": (
            LAYER,
            "outputs.append(layer(torch.cat([x * (len(outputs) == 1), *outputs[1:]], 1)))",
        ),
        "newest-first": (CAT, "return torch.cat([x, *outputs[:0:-1]], 1)"),
        "first-layer-forgotten": (
            CAT,
            "return torch.cat([x, *(0 * it for it in outputs[1:2]), *outputs[2:]], 1)",
        ),
        "grows-by-one-more": (
            "dense_layer(inputs + l * growth, growth)",
            "dense_layer(inputs + l * growth, growth)[: 5 if l > 2 else None]",
        ),
    },
    "densenet": {
        "no-halving": ("channels // 2, 1, bias=False", "channels // 2, 1"),
        "transitions-of-a-third": (
            "nn.Conv2d(channels, channels // 2, 1, bias=False)",
            "nn.Conv2d(channels, channels // 2, 3, padding=1, bias=False)",
        ),
        "transition-after-the-last-block": (
            "channels, classes)]",
            "channels, channels, bias=False), nn.Linear(channels, classes)]",
        ),
        "wider-stem": ("nn.Conv2d(3, inputs, 7", "nn.Conv2d(3, inputs, 3"),
        "a-layer-less": (
            "DenseBlock(layers, channels, growth)",
            "DenseBlock(layers - 1, channels, growth)",
        ),
    },
}

EQUIVALENT = {
    ("bias=False", "bias=None"): "either is no bias",
}
