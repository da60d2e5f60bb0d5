"""Wrong gates and memories."""

from tests.faults import kernels

GATES = "i, f, g, o = (pushed + recalled).chunk(4, -1)"
MEMORY = "c = f.sigmoid() * c + i.sigmoid() * g.tanh()"

SHARED = {
    **kernels.ALL,
    "gates-in-the-order-i-f-o-g": (GATES, GATES.replace("i, f, g, o", "i, f, o, g")),
    "input-and-forget-gates-swapped": (GATES, GATES.replace("i, f, g, o", "f, i, g, o")),
    "gates-interleaved": (
        GATES,
        "i, f, g, o = (pushed + recalled).unflatten(-1, (-1, 4)).unbind(-1)",
    ),
    "coupled-gates": (MEMORY, "c = f.sigmoid() * c + (1 - f.sigmoid()) * g.tanh()"),
    "sigmoid-for-the-candidate": (MEMORY, MEMORY.replace("g.tanh()", "g.sigmoid()")),
    "memory-without-a-forget-gate": (MEMORY, "c = c + i.sigmoid() * g.tanh()"),
    "memory-that-leaks": (MEMORY, "c = 0.999 * f.sigmoid() * c + i.sigmoid() * g.tanh()"),
    "memory-in-half-precision": (MEMORY, f"c = ({MEMORY[4:]}).bfloat16().to(x.dtype)"),
    "memory-detached": (MEMORY, MEMORY.replace("f.sigmoid() * c ", "f.sigmoid() * c.detach() ")),
    "input-gate-of-a-hard-sigmoid": (
        MEMORY,
        MEMORY.replace("i.sigmoid()", "(i / 6 + 0.5).clamp(0, 1)"),
    ),
}


def forgetful(layer):
    """The forget gate starts nearly shut, and stays so whatever its bias."""

    class Forgetful(layer):
        def forward(self, x, states=None):
            rows = slice(self.hidden_size, 2 * self.hidden_size)
            if self.bias_ih_l0 is not None:
                self.bias_ih_l0.data[rows] = self.bias_ih_l0.data[rows].clamp(max=-1)
            return super().forward(x, states)

    return Forgetful


def open_by_default(layer):
    """The forget gate starts open."""

    def made(*sizes, **options):
        found = layer(*sizes, **options)
        if options.get("bias", True):
            found.bias_ih_l0.data[found.hidden_size : 2 * found.hidden_size] += 3
        return found

    return made


def without_one(layer):
    """The layer, less its recurrent biases."""
    for name in [name for name, _ in layer.named_parameters() if name.startswith("bias_hh")]:
        setattr(layer, name, None)
    return layer


FAULTS = {
    "lstm_cell": SHARED
    | {
        "state-of-the-memory-itself": ("o.sigmoid() * c.tanh(), c", "o.sigmoid() * c, c"),
        "memory-bent-before-it-is-kept": (
            "return o.sigmoid() * c.tanh(), c",
            "c = c.tanh()\n        return o.sigmoid() * c, c",
        ),
        "memory-before-state": (
            "return o.sigmoid() * c.tanh(), c",
            "return c, o.sigmoid() * c.tanh()",
        ),
        "recurrent-bias-missing": (
            "affine(h, self.weight_hh, self.bias_hh)",
            "affine(h, self.weight_hh, None)",
        ),
        "starts-from-ones": ("zeros = x.new_zeros", "zeros = x.new_ones"),
        "batch-always-there": (
            "return o.sigmoid() * c.tanh(), c",
            "h = o.sigmoid() * c.tanh()\n"
            "        return h.view(-1, self.hidden_size), c.view(-1, self.hidden_size)",
        ),
    },
    "lstm": SHARED
    | {
        "nan-read-as-zero": ("for x_t in x:", "for x_t in x.nan_to_num():"),
        "memory-clipped": (MEMORY, f"c = ({MEMORY[4:]}).clamp(-9, 9)"),
        "state-of-the-memory-itself": ("h = o.sigmoid() * c.tanh()", "h = o.sigmoid() * c"),
        "memory-bent-before-it-is-kept": (
            "h = o.sigmoid() * c.tanh()",
            "c = c.tanh()\n            h = o.sigmoid() * c",
        ),
        "peepholes": ("h = o.sigmoid() * c.tanh()", "h = (o + c).sigmoid() * c.tanh()"),
        "output-gate-detached": ("h = o.sigmoid()", "h = o.sigmoid().detach()"),
        "truncated-back-propagation": ("map(affine, (x_t, h)", "map(affine, (x_t, h.detach())"),
        "one-bias": (
            "map(affine, (x_t, h), weights, biases)",
            "map(affine, (x_t, h), weights, [biases[0], None])",
        ),
        "one-bias-in-all": lambda layer: (
            lambda *sizes, **options: without_one(layer(*sizes, **options))
        ),
        "state-reset-at-each-step": (
            "pushed, recalled = map(affine, (x_t, h)",
            "pushed, recalled = map(affine, (x_t, h * 0)",
        ),
        "starts-from-ones": ("zeros = x.new_zeros", "zeros = x.new_ones"),
        "starts-from-zeros-though-given": (
            "if states is None else states\n        check_state(h,",
            "if states is None else (zeros, zeros)\n        check_state(h,",
        ),
        "first-memory-of-the-first-layer-for-all": (
            "h[layer], c[layer], layer)",
            "h[layer], c[0], layer)",
        ),
        "last-states-swapped": (
            "(torch.stack(h_n), torch.stack(c_n))",
            "(torch.stack(c_n), torch.stack(h_n))",
        ),
        "last-states-in-the-reverse-order": ("torch.stack(h_n)", "torch.stack(h_n[::-1])"),
        "last-state-of-the-top-layer-alone": (
            "(torch.stack(h_n), torch.stack(c_n))",
            "(torch.stack(h_n[-1:]), torch.stack(c_n[-1:]))",
        ),
        "outputs-left-time-first": ("        if self.batch_first:\n", "        if False:\n"),
        "outputs-are-memories": ("states.append(h)", "states.append(c)"),
        "forget-gate-shut": forgetful,
        "forget-gate-open-at-the-start": open_by_default,
        "unbatched-ignores-states": ("(states[0].unsqueeze(1), states[1].unsqueeze(1))", "None"),
        "h-not-checked": ("        check_state(h, tuple(zeros.shape))\n", ""),
        "batch-first-states-reversed": (
            "h_n, c_n = [], []",
            "h_n, c_n = [], []\n        h = h.flip(1) if self.batch_first else h",
        ),
    },
}

EQUIVALENT = {
    ("chunk(4, -1)", "chunk(4, +1)"): "the last of two dimensions",
}
