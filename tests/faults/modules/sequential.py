"""Wrong chains, and wrong ways to flatten."""

from tests.faults import kernels

SHAPE = "x.reshape(*x.shape[:start], joined, *x.shape[end:])"

FAULTS = {
    "sequential": {
        **kernels.ALL,
        "reversed": ("in self.children():", "in reversed(list(self.children())):"),
        "the-last-left-out": ("in self.children():", "in list(self.children())[:-1]:"),
        "the-first-twice": ("enumerate(layers)", "enumerate(layers[:1] + layers)"),
        "each-on-the-input": (
            "        for layer in self.children():\n            x = layer(x)\n        return x",
            "        y = x\n        for layer in self.children():\n"
            "            y = layer(x)\n"
            "        return y",
        ),
        "a-little-added": (
            "x = layer(x)\n",
            "x = layer(x) + 1e-3\n",
        ),
        "names-from-one": ("enumerate(layers)", "enumerate(layers, 1)"),
        "detached-between": ("x = layer(x)\n", "x = layer(x).detach() + 0 * x.sum()\n"),
    },
    "flatten": {
        **kernels.ALL,
        "the-batch-too": ("start_dim: int = 1", "start_dim: int = 0"),
        "not-the-last": ("end_dim: int = -1", "end_dim: int = -2"),
        "columns-first": (SHAPE, SHAPE.replace("x.reshape", "x.transpose(-1, -2).reshape")),
        "the-end-excluded": ("self.end_dim % x.ndim + 1", "max(2, self.end_dim % x.ndim)"),
        "end-ignored": ("self.end_dim % x.ndim + 1", "x.ndim"),
        "start-ignored": ("self.start_dim % x.ndim,", "1,"),
        "negative-start-off-by-one": (
            "self.start_dim % x.ndim,",
            "self.start_dim + (self.start_dim < 0) * (x.ndim - 1),",
        ),
        "sorted": (SHAPE, SHAPE + ".sort().values"),
    },
}
