"""Wrong ways to carry a derivative from the loss to the first layer."""

from tests.faults import kernels


def by_differences(back_propagation):
    """Central differences in disguise, for the biases, two passes each."""

    class Wrong(back_propagation):
        def loss(self, *data):
            self.data = data
            return super().loss(*data)

        def backward(self):
            found = super().backward()
            for layer, _, d_bias in found:
                bias = self.biases[layer]
                for i, kept in enumerate(bias.tolist()):
                    losses = []
                    for turned in (kept + 0.01, kept - 0.01, kept):
                        bias[i] = turned
                        losses.append(self.loss(*self.data))
                    d_bias[i] = (losses[0] - losses[1]) / 0.02
            self.saved = []
            return found

    return Wrong


def scaled_by_the_loss(back_propagation):
    """Derivatives of the logarithm of the loss."""

    class Wrong(back_propagation):
        def loss(self, x, target):
            self.value = super().loss(x, target)
            return self.value

        def backward(self):
            return [
                g._replace(weight=g.weight / self.value, bias=g.bias / self.value)
                for g in super().backward()
            ]

    return Wrong


def watching_the_biases(back_propagation):
    """Refuses when a bias was overwritten, though no derivative is made of it."""

    class Wrong(back_propagation):
        def loss(self, x, target):
            self.versions = [bias._version for bias in self.biases]
            return super().loss(x, target)

        def backward(self):
            if self.versions != [bias._version for bias in self.biases]:
                raise RuntimeError("a bias was modified")
            return super().backward()

    return Wrong


def holding_the_first_weights(back_propagation):
    """Keeps every weight matrix, as if the samples were learnt too."""

    class Wrong(back_propagation):
        stored = property(lambda self: [t for t, _ in self.saved] + self.weights[: len(self.saved)])

    return Wrong


FAULTS = {
    "back_propagation": {
        "keeps-the-gradient-of-the-preactivation": ("= flowing if self", "= delta if self"),
        "targets-not-watched": ("y, target)]", "y, target.clone())]"),
        # the formulas
        "half-the-error": ("delta = 2 * (y - target)", "delta = (y - target)"),
        "sign-of-the-error": ("2 * (y - target) / y", "2 * (target - y) / y"),
        "sum-for-mean": (" / y.numel()", ""),
        "mean-over-the-batch-alone": ("y.numel()", "len(y)"),
        "bias-averaged-over-the-batch": ("delta.sum(0))", "delta.mean(0))"),
        "bias-of-the-first-sample": ("delta.sum(0))", "delta[0])"),
        "weight-of-the-first-sample": ("delta.T @ before", "delta[:1].T @ before[:1]"),
        "weight-by-the-activation-after": (
            "delta.T @ before, delta",
            "delta.T @ (before if layer else before.relu()), delta",
        ),
        "slope-left-out": ("flowing * self.slope(before)", "flowing"),
        "slope-of-the-slope": ("self.slope(before)", "self.slope(self.activate(before))"),
        "slope-twice": ("self.slope(before)", "self.slope(before) ** 2"),
        "slope-at-the-kink": (
            "flowing * self.slope(before)",
            "flowing * self.slope(before + 1e-30)",
        ),
        "stuck-behind-two-layers": (
            "delta = flowing * self.slope(before)",
            "delta = flowing * self.slope(before) * (layer > 1 or len(outputs) < 3)",
        ),
        "delta-in-half-precision": (
            "delta @ weight\n",
            "(delta @ weight).half().to(delta.dtype)\n",
        ),
        "small-derivatives-flushed": (
            "gradients.append(LayerGradient(layer, delta.T @ before,",
            "delta = delta * (delta.abs() > 1e-4)\n"
            "            gradients.append(LayerGradient(layer, delta.T @ before,",
        ),
        "clipped": ("/ y.numel()", "/ y.numel()\n        delta = delta.clamp(-1, 1)"),
        "last-layer-activated": (
            "+ self.biases[-1]\n",
            "+ self.biases[-1]\n        y = self.activate(y)\n",
        ),
        # the order and the price
        "first-layer-first": ("return gradients", "return gradients[::-1]"),
        "numbered-from-the-end": (
            "LayerGradient(layer, ",
            "LayerGradient(len(outputs) - 1 - layer, ",
        ),
        "samples-learnt-too": (
            "if weight is not None:",
            "if weight is None:\n                delta @ self.weights[0]\n            else:",
        ),
        "differences-in-disguise": by_differences,
        # what is kept
        "second-pass-allowed": (
            "        self.saved = []\n        return gradients",
            "        return gradients",
        ),
        "overwriting-unnoticed": (
            "if any(tensor._version != seen",
            "if False and any(tensor._version != seen",
        ),
        "copies-kept": (
            "[(t, t._version) for t in (*outputs,",
            "[(t.clone(), 0) for t in (*outputs,",
        ),
        "biases-watched": watching_the_biases,
        "first-weights-held": holding_the_first_weights,
        "scaled-by-the-loss": scaled_by_the_loss,
        "updates-as-it-goes": (
            "gradients = []",
            "gradients = []\n        self.biases[0].sub_(0.01 * delta.sum())",
        ),
        "updates-the-samples": (
            "        return gradients",
            "        outputs[0].mul_(0.5)\n        return gradients",
        ),
        "hidden-gradients-always-kept": ("flowing if self.retain else None", "flowing"),
        "hidden-gradients-kept-by-default": ("retain: bool = False", "retain: bool = True"),
        "hidden-gradients-never-kept": ("flowing if self.retain else None", "None"),
        "hidden-gradients-out-of-step": (
            "self.hidden_gradients[layer - 1] =",
            "self.hidden_gradients[-layer] =",
        ),
        "summed-hidden-gradients": (
            "flowing if self.retain else None",
            "flowing.sum(0) if self.retain else None",
        ),
        "second-pass-of-the-first-samples": (
            "outputs = [x]\n",
            "self.x = getattr(self, 'x', x)\n"
            "        outputs = [self.x if self.x.shape == x.shape else x]\n",
        ),
    },
    "linear_layer": {
        **kernels.ALL,
        "square-weights-transposed": (
            "else x @ weight.T",
            "else x @ (weight if len(weight) == len(weight.T) else weight.T)",
        ),
        "bias-left-out": ("x @ weight.T + bias", "x @ weight.T"),
        "bias-subtracted": ("x @ weight.T + bias", "x @ weight.T - bias"),
        "columns-out": ("return x @ weight.T if", "return weight @ x.T if"),
        "first-sample-alone": ("else x @ weight.T", "else x[:1] @ weight.T"),
        "absolute-weights": ("else x @ weight.T", "else x @ weight.abs().T"),
    },
    "layer_backward": {
        "outer-product-swapped": ("d_h @ x.T,", "x @ d_h.T,"),
        "weight-not-transposed": (
            "weight.T @ d_h",
            "(weight if weight.shape[0] == weight.shape[1] else weight.T) @ d_h",
        ),
        "averaged-over-samples": ("d_h @ x.T,", "d_h @ x.T / x.shape[1],"),
        "first-sample-alone": ("d_h @ x.T,", "d_h[:, :1] @ x[:, :1].T,"),
        "input-left-out": ("weight.T @ d_h", "x.clone()"),
        "input-summed-over-samples": ("weight.T @ d_h", "weight.T @ d_h.sum(1, keepdim=True)"),
        "both-for-one": ("d_h @ x.T, weight.T @ d_h", "d_h @ x.T, x * (weight.T @ d_h)"),
    },
}

EQUIVALENT = {
    (" = []  # and how often", " = None  # and how often"): "nothing is saved, either way",
    **{
        (f'"{text}"', f'"XX{text}XX"'): "words"
        for text in (
            "backward a second time, though what the forward pass saved is freed",
            "what the forward pass saved was modified by an inplace operation",
        )
    },
}
