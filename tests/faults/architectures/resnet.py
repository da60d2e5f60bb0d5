"""Wrong ways to go round a layer."""

from tests.faults import kernels

ADD = "branch += x if self.downsample is None else self.downsample(x)"
RETURN = "return branch.relu()"
STEP = "h = h + branch / len(self.hidden) ** 0.5 if self.shortcuts else branch"

FAULTS = {
    "residual_block": {
        **kernels.ALL,
        "no-shortcut": (
            ADD,
            "branch += 0 * (x if self.downsample is None else self.downsample(x))",
        ),
        "no-relu-at-the-end": (RETURN, "return branch"),
        "relu-before-the-sum": (
            ADD,
            ADD.replace("+= x", "= branch.relu() + x") + "\n        return branch",
        ),
        "subtracted": (ADD, ADD.replace("+=", "-=")),
        "averaged": (RETURN, "return (branch / 2).relu()"),
        "shortcut-detached": (ADD, ADD.replace("+= x", "+= x.detach()")),
        "shapes-broadcast": (
            ADD,
            "past = x if self.downsample is None else self.downsample(x)\n"
            "        past = past[..., : branch.shape[-2], : branch.shape[-1]]\n"
            "        branch = branch + past",
        ),
        "channels-cut": (
            ADD,
            "past = x if self.downsample is None else self.downsample(x)\n"
            "        if past.shape[1] not in (1, branch.shape[1]):\n"
            "            past = past[:, :1]\n"
            "        branch += past",
        ),
        "projection-ignored-if-it-fits": (
            ADD,
            "branch += x if self.downsample is None else self.downsample(x).detach() * 0.5",
        ),
        "single-channel-once": (
            ADD,
            "branch[:, : x.shape[1]] += x if self.downsample is None else 0\n"
            "        if self.downsample is not None:\n"
            "            branch += self.downsample(x)\n"
            "        elif x.shape[1] not in (1, branch.shape[1]):\n"
            "            raise RuntimeError('shapes')",
        ),
        "no-relu-inside": ("self.bn1(self.conv1(x)).relu()", "self.bn1(self.conv1(x))"),
        "second-norm-forgotten": (
            "self.bn2(self.conv2(self.bn1(self.conv1(x)).relu()))",
            "self.conv2(self.bn1(self.conv1(x)).relu())",
        ),
    },
    "resnet": {
        "always-projected": ("if inputs != outputs:", "if True:"),
        "no-wider-in-the-last-stage": (
            "64 * 2**stage",
            "64 * 2 ** min(stage, 2)",
        ),
        "biases": ("3, bias=False)\n    parts", "3)\n    parts"),
        "one-block-less": ("range(count)", "range(min(count, 5))"),
        "small-stem": (
            "nn.Conv2d(3, 64, 7, stride=2, padding=3",
            "nn.Conv2d(3, 64, 3, stride=2, padding=1",
        ),
    },
    "residual_net": {
        "no-shortcuts": (STEP, "h = branch"),
        "always-shortcuts": (STEP, "h = h + branch / len(self.hidden) ** 0.5"),
        "not-scaled-and-squared": (STEP, STEP.replace("h + branch", "h * 0.3 + branch")),
        "shortcuts-carry-no-gradient": (STEP, STEP.replace("= h +", "= h.detach() +")),
        "shallow-without": ("for _ in range(depth)", "for _ in range(depth if shortcuts else 1)"),
        "deaf-when-shallow": (STEP, STEP + "\n            h = h * (len(self.hidden) > 2)"),
    },
}

EQUIVALENT = {
    ("bias=False", "bias=None"): "either is no bias",
}
