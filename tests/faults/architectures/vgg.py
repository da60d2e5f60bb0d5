"""Wrong stacks of small kernels."""

STACK = "nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)"
CONV = "nn.Conv2d(inputs, outputs, 3, padding=1)"

FAULTS = {
    "conv_stack": {
        "kernels-of-five": (STACK, STACK.replace("3, padding=1", "5, padding=2")),
        "no-padding": (STACK, STACK.replace("padding=1, ", "")),
        "biases": (STACK, STACK.replace(", bias=False", "")),
        "one-layer-less": ("(layers - 1)", "(layers - 2)"),
        "width-between-ignored": ("[between or channels]", "[channels]"),
        "no-relu": (f"[{STACK}, nn.ReLU()]", f"[{STACK}, nn.Identity()]"),
        "relu-at-the-end": ("parts[:-1]", "parts, nn.Identity()"),
        "dilated": (STACK, STACK.replace("padding=1", "padding=2, dilation=2")),
        "depthwise": (
            STACK,
            STACK.replace("bias", "groups=inputs if inputs == outputs else 1, bias"),
        ),
    },
    "vgg16": {
        "one-by-one-last": (
            CONV,
            "nn.Conv2d(inputs, outputs, *((3, 1, 1) if len(parts) < 28 else (1, 1)))",
        ),
        "stages-of-two": ("for outputs in stage:", "for outputs in stage[:2]:"),
        "without-biases": (CONV, CONV.replace("padding=1", "padding=1, bias=False")),
        "one-pooling-less": (
            "parts.append(nn.MaxPool2d(2))",
            "parts.append(nn.MaxPool2d(2) if inputs > 64 else nn.AvgPool2d(2))",
        ),
        "thousand-classes-always": ("nn.Linear(4096, classes)", "nn.Linear(4096, 1000)"),
        "five-by-five-first": (
            CONV,
            "nn.Conv2d(inputs, outputs, *((5, 1, 2) if inputs == 3 else (3, 1, 1)))",
        ),
    },
}

EQUIVALENT = {
    ("bias=False", "bias=None"): "either is no bias",
}
