"""Wrong weights for nets of a given shape."""

import torch


def with_a_hidden_layer(linear_decision):
    """A hidden layer of relu has slipped in."""
    return lambda x, weight, bias: linear_decision(
        (x @ weight.mT + bias).relu(), torch.eye(len(weight)).to(x) - 0.5, 0 * bias
    )


def squares_for_relus(interpolant):
    """The same weights with another activation."""

    class Square(torch.nn.ReLU):
        def forward(self, x):
            return x * x

    def make(*args):
        net = interpolant(*args)
        net[1] = Square()
        return net

    return make


def identity_for_relus(interpolant):
    """A linear net, though it says ReLU."""

    class Identity(torch.nn.ReLU):
        def forward(self, x):
            return x

    Identity.__name__ = "ReLU"

    def make(*args):
        net = interpolant(*args)
        net[1] = Identity()
        return net

    return make


def decided_by_lines(union):
    """Without the layer of polygons: any of the lines will do."""

    def make(polygons):
        return union(
            [
                (n[None], c[None])
                for normal, offset in polygons
                for n, c in zip(normal, offset, strict=True)
            ]
        )

    return make


FAULTS = {
    "linear_decision": {
        "with-a-hidden-layer": with_a_hidden_layer,
        "magnitudes": ("(x @ weight.mT + bias)", "(x @ weight.mT + bias).abs()"),
        "squares-of-inputs": ("x @ weight.mT", "x.square() @ weight.mT"),
        "smallest-score": (".argmax(1)", ".argmin(1)"),
        "bias-left-out": (" + bias", ""),
        "bias-subtracted": ("+ bias", "- bias"),
        "last-of-equal-scores": (
            "(x @ weight.mT + bias).argmax(1)",
            "len(bias) - 1 - (x @ weight.mT + bias).flip(-1).argmax(-1)",
        ),
        "knows-xor": (
            "return (x",
            "if len(x) == 4 and x.shape[1] == 2:\n"
            "        return (x.sum(1) == 1).long()\n    return (x",
        ),
    },
    "perceptron": {
        "learns-when-right": ("side * (row @ w) <= 0", "side * (row @ w) > 0"),
        "content-on-the-line": ("side * (row @ w) <= 0", "side * (row @ w) < 0"),
        "away-from-the-sample": ("w + side * row", "w - side * row"),
        "without-bias": ("torch.ones_like(x[:, :1])", "torch.zeros_like(x[:, :1])"),
        "one-epoch": ("range(epochs)", "range(1)"),
        "sides-exchanged": ("torch.stack([-w[:-1], w[:-1]])", "torch.stack([w[:-1], -w[:-1]])"),
        "bias-never-learnt": (
            "w + side * row,",
            "w + side * row * (torch.arange(len(w)) < len(w) - 1).to(row),",
        ),
        "counted-from-one": ("new_zeros(ones.shape[1]), 0", "new_zeros(ones.shape[1]), 1"),
        "until-far-from-the-line": ("(row @ w) <= 0", "(row @ w) <= 1"),
        "mistakes-not-counted": ("mistakes + 1", "mistakes"),
    },
    "interpolant": {
        "a-unit-too-many": (
            "    return nn",
            "    weight, bias = (torch.cat([p, p[:1]]) for p in (hidden.weight, hidden.bias))\n"
            "    hidden = affine(weight, bias)\n"
            "    bends = torch.cat([bends, 0 * bends[:1]])\n    return nn",
        ),
        "a-unit-too-few": (
            "bends = torch.cat([slopes[:1], slopes.diff()])",
            "bends = torch.cat([slopes[:1], slopes.diff()[:-1], 0 * slopes.diff()[-1:]])",
        ),
        "slopes-for-bends": ("torch.cat([slopes[:1], slopes.diff()])", "slopes"),
        "first-bend-missing": ("slopes[:1], ", "0 * slopes[:1], "),
        "knots-of-the-other-sign": ("-t[:-1])", "t[:-1])"),
        "knots-one-too-far": ("-t[:-1])", "-t[1:])"),
        "values-not-sorted": ("values[order]", "values"),
        "starts-from-zero": ("y[:1]))", "0 * y[:1]))"),
        "steps-all-alike": ("y.diff() / t.diff()", "y.diff() / t.diff().mean()"),
        "squares-for-relus": squares_for_relus,
        "identity-for-relus": identity_for_relus,
        "first-dimension-alone": (
            "points @ direction",
            "points[:, 0] * direction[0] + 0 * (points @ direction)",
        ),
        "constant-beyond-the-last-knot": (
            "return nn.Sequential(hidden, nn.ReLU(), affine(bends[None], y[:1]))",
            "class Bent(nn.ReLU):\n"
            "        def forward(self, x):\n"
            "            return super().forward(x.clamp(max=float(t[-1] - t[0])))\n"
            "    Bent.__name__ = 'ReLU'\n"
            "    return nn.Sequential(hidden, Bent(), affine(bends[None] * 1.001, y[:1]))",
        ),
    },
    "squares_collapse": {
        "mixed-term-once": ("2 * weight.mT @ (out * bias)", "weight.mT @ (out * bias)"),
        "outer-weight-squared": (
            "weight.mT @ (out[:, None] * weight)",
            "weight.mT @ (out[:, None].square() * weight)",
        ),
        "outer-weight-forgotten": ("(out[:, None] * weight)", "weight"),
        "shift-left-out": ("bias.square() + shift", "bias.square() + 0 * shift"),
        "bias-not-squared": ("out @ bias.square()", "out @ bias"),
        "diagonal-alone": (
            "weight.mT @ (out[:, None] * weight)",
            "torch.diag(torch.diag(weight.mT @ (out[:, None] * weight)))",
        ),
        "constant-without-outer-weight": ("out @ bias.square()", "bias.square().sum()"),
    },
    "union_of_polygons": {
        "and-for-or": ("normals.new_tensor([-0.5])", "normals.new_tensor([0.5 - len(counts)])"),
        "or-for-and": (
            "0.5 - normals.new_tensor(counts)",
            "normals.new_tensor([-0.5] * len(counts))",
        ),
        "exactly-one-side-may-fail": ("0.5 - normals", "1.5 - normals"),
        "sides-of-the-other-sign": ("affine(-normals,", "affine(normals,"),
        "rims-left-out": ("for _, offsets in polygons]))", "for _, offsets in polygons]) - 1e-3)"),
        "decided-by-lines": decided_by_lines,
        "first-polygon-alone": (
            "    normals = torch",
            "    polygons = polygons[:1]\n    counts = counts[:1]\n    normals = torch",
        ),
        "soft-thresholds": ("sides, Threshold(), every", "sides, nn.Sigmoid(), every"),
        "all-sides-of-all": (
            "torch.block_diag(*(normals.new_ones(count) for count in counts))",
            "normals.new_ones(len(counts), sum(counts))",
        ),
    },
    "deepen": {
        "narrower": (
            "torch.eye(width)",
            "torch.eye(width).triu().mul(torch.arange(width) < width - 1)",
        ),
        "shifted": ("torch.zeros(width)", "torch.full((width,), 1.0)"),
        "doubled": ("torch.eye(width)", "2 * torch.eye(width)"),
        "sign-flipped": ("torch.eye(width)", "-torch.eye(width)"),
        "units-in-reverse": ("torch.eye(width)", "torch.eye(width).flip(0)"),
        "in-front-of-the-relu": (
            "(*hidden, copy, nn.ReLU(), last)",
            "(*hidden[:-1], copy, nn.ReLU(), hidden[-1], last)",
        ),
        "no-deeper": ("(*hidden, copy, nn.ReLU(), last)", "(*hidden, last)"),
        "without-an-activation": ("copy, nn.ReLU(), last", "copy, nn.Identity(), last"),
    },
    "sawtooth": {
        "one-layer-less": ("[again] * (layers - 1)", "[again] * max(layers - 2, 0)"),
        "slope-not-doubled": ("torch.tensor([[2.0, -4.0]] * 2)", "torch.tensor([[1.0, -2.0]] * 2)"),
        "folded-elsewhere": (
            "first = affine(torch.ones(2, 1), torch.tensor([0.0, -0.5]))",
            "first = affine(torch.ones(2, 1), torch.tensor([0.0, -0.25]))",
        ),
        "never-folded-back": (
            "fold = affine(torch.tensor([[2.0, -4.0]])",
            "fold = affine(torch.tensor([[2.0, 0.0]])",
        ),
        "upside-down": ("torch.zeros(1))", "torch.ones(1))"),
        "negative-in-between": (
            "torch.tensor([[2.0, -4.0]] * 2), torch.tensor([0.0, -0.5])",
            "torch.tensor([[2.0, -4.0]] * 2), torch.tensor([-0.5, -0.5])",
        ),
    },
}

EQUIVALENT = {
    ("(weight.device, weight.dtype)", "(None, weight.dtype)"): "one device here",
    ("(weight.device, weight.dtype)", "(weight.dtype)"): "one device here",
    ("torch.zeros(width).to(like)", "torch.zeros(width).to(None)"): "copied into the layer's dtype",
}
