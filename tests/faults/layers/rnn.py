"""Wrong recurrent cells and layers."""

import torch

from tests.faults import kernels

PUSH = "affine(x, self.weight_ih, self.bias_ih)"
RECALL = "affine(h, self.weight_hh, self.bias_hh)"
STEP = "affine(x_t, weight_ih, bias_ih) + affine(h, weight_hh, bias_hh)"


def linear(cell):
    """The cell without its tanh, where it should have one."""

    class Linear(cell):
        def forward(self, x, h=None):
            y = super().forward(x, h)
            return y if self.nonlinearity == "relu" else y.atanh()

    return Linear


def clipped(layer):
    """Far inputs are cut to ±3 first."""

    class Clipped(layer):
        def forward(self, x, h=None):
            return super().forward(x.clamp(-3, 3), h)

    return Clipped


def contiguous_only(layer):
    """Reads the memory of its input as if it were contiguous."""

    class Contiguous(layer):
        def forward(self, x, h=None):
            if x.ndim == 3 and not x.is_contiguous() and not x.is_meta:
                x = x.transpose(0, 1).contiguous().view(x.shape)
            return super().forward(x, h)

    return Contiguous


def fitting(layer):
    """Takes the first row of states that do not fit for the whole batch."""

    class Fitting(layer):
        def forward(self, x, h=None):
            if h is not None and x.ndim == 3:
                rows = x.shape[0 if self.batch_first else 1]
                if h.shape[1] != rows:
                    h = h[: len(self.layers) * len(self.layers[0]), :1].expand(-1, rows, -1)
            return super().forward(x, h)

    return Fitting


def batch_first(layer, default=False, always=None):
    """Another default of the option, or the option ignored."""

    def made(*sizes, batch_first=default, **options):
        told = batch_first if always is None else always
        return fitting(layer)(*sizes, batch_first=told, **options)

    return made


def broadcasting(subject):
    """Shares one row of states among the batch."""

    class Broadcasting(subject):
        def forward(self, x, h=None):
            if h is not None and h.ndim > 1 and x.ndim == h.ndim and h.shape[-2] != x.shape[-2]:
                h = h[..., :1, :].expand(*h.shape[:-2], x.shape[-2], self.hidden_size)
            return super().forward(x, h)

    return Broadcasting


def without(layer, kind):
    """The layer, less its parameters of a kind."""
    for name in [name for name, _ in layer.named_parameters() if name.startswith(kind)]:
        setattr(layer, name, None)
    return layer


def normal(layer):
    """The layer with weights that are too large."""
    for weight in layer.parameters():
        torch.nn.init.normal_(weight)
    return layer


def padded(layer):
    """Cuts or fills up what is read to the width that it was told."""

    class Padded(layer):
        def forward(self, x, h=None):
            width = self.weight_ih_l0.shape[1]
            if x.shape[-1] != width and x.ndim in (2, 3):
                x = torch.nn.functional.pad(x, (0, width - x.shape[-1]))
            return super().forward(x, h)

    return Padded


FAULTS = {
    "rnn_cell": {
        **kernels.ALL,
        "one-bias-missing": (RECALL, "affine(h, self.weight_hh, None)"),
        "input-bias-doubled": (RECALL, "affine(h, self.weight_hh, self.bias_ih)"),
        "state-ignored": (RECALL, "affine(h * 0, self.weight_hh, self.bias_hh)"),
        "sigmoid-for-tanh": (
            "return ACTIVATIONS[self.nonlinearity](pushed + recalled)",
            "y = pushed + recalled\n"
            '        return y.sigmoid() if self.nonlinearity == "tanh" else y.clamp(min=0)',
        ),
        "recurrent-weights-transposed": (RECALL, "affine(h, self.weight_hh.T, self.bias_hh)"),
        "tanh-of-each-alone": (
            "(pushed + recalled)",
            "(pushed) + ACTIVATIONS[self.nonlinearity](recalled)",
        ),
        "any-nonlinearity-accepted": lambda cell: (
            lambda *sizes, nonlinearity="tanh", **options: cell(
                *sizes, nonlinearity="relu" if nonlinearity == "relu" else "tanh", **options
            )
        ),
        "tanh-whatever-is-asked": (
            "ACTIVATIONS[self.nonlinearity](",
            'ACTIVATIONS["tanh"](',
        ),
        "magnitude-for-relu": (
            "return ACTIVATIONS[self.nonlinearity](pushed + recalled)",
            "y = pushed + recalled\n"
            '        return y.tanh() if self.nonlinearity == "tanh" else y.abs()',
        ),
        "not-bent": linear,
        "starts-from-ones": (
            "x.new_zeros(*x.shape[:-1], self.hidden_size)",
            "x.new_ones(*x.shape[:-1], self.hidden_size)",
        ),
        "state-detached": (RECALL, "affine(h.detach(), self.weight_hh, self.bias_hh)"),
        "weights-detached": (RECALL, "affine(h, self.weight_hh.detach(), self.bias_hh)"),
        "one-row-of-states-shared": broadcasting,
        "a-state-of-the-batch-alone": ("(*x.shape[:-1], self.hidden_size))\n", "(*h.shape,))\n"),
        "padded-to-four-classes": lambda cell: (
            lambda width, hidden, **options: (
                cell(width, 4, **options) if not options else cell(width, hidden, **options)
            )
        ),
        "half-precision-inside": (
            "(pushed + recalled)",
            "((pushed + recalled).bfloat16()).to(x.dtype)",
        ),
        "batch-always-there": (
            "pushed = ",
            "x, h = x.reshape(-1, x.shape[-1]), h.reshape(-1, h.shape[-1])\n        pushed = ",
        ),
        "bias-always-there": lambda cell: (
            lambda *sizes, bias=True, **options: cell(*sizes, bias=True, **options)
        ),
    },
    "rnn": {
        **kernels.ALL,
        "batch-first-by-default": lambda layer: batch_first(layer, default=True),
        "batch-first-ignored": lambda layer: batch_first(layer, always=False),
        "states-of-any-size": fitting,
        "one-bias-missing": (STEP, "affine(x_t, weight_ih, bias_ih) + affine(h, weight_hh, None)"),
        "no-recurrence": (STEP, STEP.replace("affine(h,", "affine(h * 0,")),
        "recurrent-weights-transposed": (STEP, STEP.replace("weight_hh,", "weight_hh.T,")),
        "state-reset-at-each-step": (
            "            h = self.activation(" + STEP + ")\n            states.append(h)",
            "            y = self.activation(" + STEP + ")\n            states.append(y)",
        ),
        "input-to-all-layers": (
            "read = [self.scan(outputs, next(starts), name) for name in layer]",
            "below = outputs if outputs.shape[-1] != x.shape[-1] or self.batch_first else x\n"
            "            read = [self.scan(below, next(starts), name) for name in layer]",
        ),
        "first-layer-repeated": (
            "read = [self.scan(outputs, next(starts), name) for name in layer]",
            "shared = layer if len(layer) > 1 or outputs.shape[-1] != x.shape[-1] else"
            " self.layers[0]\n"
            "            read = [self.scan(outputs, next(starts), name) for name in shared]",
        ),
        "first-state-of-the-last-layer-for-all": (
            "starts, last = iter(h), []",
            "starts, last = iter([h[-1]] * len(h)), []",
        ),
        "first-state-detached": ("starts, last = iter(h)", "starts, last = iter(h.detach())"),
        "truncated-back-propagation": (
            "affine(h, weight_hh, bias_hh))",
            "affine(h.detach(), weight_hh, bias_hh))",
        ),
        "back-propagation-cut-after-a-layer": (
            "outputs = torch.cat([states for states, _ in read], -1)",
            "outputs = torch.cat([states for states, _ in read], -1)\n"
            "            outputs = outputs.detach() if layer is not self.layers[-1] else outputs",
        ),
        "starts-from-ones": ("x.new_zeros(shape)", "x.new_ones(shape)"),
        "starts-from-zeros-though-given": (
            "x.new_zeros(shape) if h is None else h",
            "x.new_zeros(shape) if h is None else h * 0",
        ),
        "last-states-of-the-last-layer-alone": (
            "torch.stack(last)",
            "torch.stack(last[-1:] * len(last))",
        ),
        "last-state-is-the-last-output": (
            "torch.stack(states[::-1] if backwards else states), h",
            "torch.stack(states[::-1] if backwards else states), states[0 if backwards else -1]",
        ),
        "batch-first-in-states-too": (
            "        h = x.new_zeros(shape) if h is None else h\n",
            "        h = x.new_zeros(shape) if h is None else h\n"
            "        if self.batch_first and h.shape[:2] == shape[1::-1]:\n"
            "            h = h.transpose(0, 1)\n",
        ),
        "backward-half-not-turned-back": ("states[::-1] if backwards else states", "states"),
        "backward-half-read-forward": ("x.flip(0) if backwards else x", "x"),
        "always-from-both-ends": (
            "h = self.activation(",
            "x_t = x_t + x[-1] * 1e-3\n            h = self.activation(",
        ),
        "one-bias-for-both": lambda layer: (
            lambda *sizes, **options: without(layer(*sizes, **options), "bias_hh")
        ),
        "inputs-clipped": clipped,
        "states-beyond-one": ("h = self.activation(", "h = 1.01 * self.activation("),
        "tanh-whatever-is-asked": ("ACTIVATIONS[nonlinearity]", 'ACTIVATIONS["tanh"]'),
        "read-as-if-contiguous": contiguous_only,
        "weights-from-the-standard-normal": lambda layer: (
            lambda *sizes, **options: normal(layer(*sizes, **options))
        ),
        "only-batches": ("outputs.squeeze(batch), h_n.squeeze(1)", "outputs, h_n"),
        "nan-read-as-zero": ("[self.scan(outputs, next", "[self.scan(outputs.nan_to_num(), next"),
        "first-state-for-the-last-if-batch-first": (
            " states), h",
            " states), states[-self.batch_first]",
        ),
        "rank-not-checked": ("if x.ndim not in (2, 3):", "if x.ndim < 2:"),
        "a-memory-of-eight-steps": (
            "for x_t in x.flip(0) if backwards else x:",
            "for x_t in x.flip(0) if backwards else x:\n"
            "            h = h * (len(states) % 8 > 0)\n",
        ),
        "width-not-checked": padded,
    },
}
