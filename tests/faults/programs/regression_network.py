"""Wrong versions of the regression network, of its training loop and of its picture."""

from torch.nn.functional import mse_loss


def registered_in_part(reference):
    """Only the output layer is known to an optimizer."""

    class Net(reference):
        def parameters(self, recurse=True):
            return self.predict.parameters(recurse)

    return Net


def carries_its_output_along(reference):
    """Moving the output moves the net."""

    class Net(reference):
        def forward(self, x):
            y = super().forward(x)
            y.to = lambda where: (self.to(where), type(y).to(y, where))[1]
            return y

    return Net


def looped(*, forget=True, mode=True, note_after=False):
    """The loop of the note, with something wrong."""

    def fault(reference):
        curve_of = reference.__globals__["Curve"]

        def loss_curve(net, batches, optimizer, loss_function=mse_loss, track=iter):
            net.train(mode)
            losses = []
            for x, y in track(batches):
                if forget or not losses:
                    optimizer.zero_grad()
                loss = loss_function(net(x), y)
                loss.backward()
                optimizer.step()
                losses.append(loss_function(net(x), y) if note_after else loss)
            return curve_of(list(range(len(losses))), [loss.item() for loss in losses])

        return loss_curve

    return fault


FORWARD = "torch.tanh(norm(linear(h)))"
DRAWN = "nn.init.normal_(layer.weight, std=0.1)"
STEPS = "list(range(len(losses)))"
PLOT = "axes.plot(curve.steps, curve.losses"

FAULTS = {
    "regression_network": {
        "a-layer-fewer": ("[hidden] * hidden_layers", "[hidden] * (hidden_layers - 1)"),
        "a-layer-more": ("[hidden] * hidden_layers", "[hidden] * (hidden_layers + 1)"),
        "inputs-not-normed": ("self.norm_of_inputs(x)", "x"),
        "tanh-before-the-norm": (FORWARD, "norm(torch.tanh(linear(h)))"),
        "tanh-before-the-sum": (FORWARD, "norm(linear(torch.tanh(h)))"),
        "sigmoid-for-tanh": (FORWARD, "torch.sigmoid(norm(linear(h)))"),
        "tanh-on-the-output": ("return self.predict(h)", "return torch.tanh(self.predict(h))"),
        "linear": (FORWARD, "norm(linear(h))"),
        "norms-that-are-never-trained": (
            "nn.BatchNorm1d(features, momentum=0.5)",
            "nn.BatchNorm1d(features, momentum=0.5, affine=False)",
        ),
        "momentum-by-default": ("(features, momentum=0.5)", "(features)"),
        "norms-in-spite-of-it": (" if batch_norm else nn.Identity()", ""),
        "norm-by-the-batch-for-ever": (FORWARD, "torch.tanh(norm.train()(linear(h)))"),
        "good-bias": ("-0.2)", "0.0)"),
        "bias-of-the-other-sign": ("-0.2)", "0.2)"),
        "output-as-torch-begins": ("(*self.linears, self.predict)", "self.linears"),
        "uniform-weights": (DRAWN, "nn.init.uniform_(layer.weight, -0.1732, 0.1732)"),
        "variance-for-deviation": ("std=0.1)", "std=0.1**0.5)"),
        "weights-by-the-fan-in": (DRAWN, "nn.init.xavier_normal_(layer.weight)"),
        "weights-of-zero": (DRAWN, "nn.init.zeros_(layer.weight)"),
        "always-the-same-weights": (
            DRAWN,
            "g = torch.Generator().manual_seed(0)\n"
            "            layer.weight.data = 0.1 * torch.randn(layer.weight.shape, generator=g)",
        ),
        "a-batch-of-one-made": (
            "self.norm_of_inputs(x)",
            "self.norm_of_inputs(torch.atleast_2d(x))",
        ),
        "gradient-cut-off": ("self.norm_of_inputs(x)", "self.norm_of_inputs(x).detach()"),
        "registered-in-part": registered_in_part,
        "carries-its-output-along": carries_its_output_along,
    },
    "regression_curve": {
        "gradients-never-forgotten": looped(forget=False),
        "in-evaluation-mode": looped(mode=False),
        "loss-after-the-step": looped(note_after=True),
        "tensors-noted": ("losses.tolist()", "list(losses)"),
        "counted-from-one": (STEPS, "list(range(1, len(losses) + 1))"),
        "a-step-short": (STEPS, "list(range(len(losses) - 1))"),
        "steps-as-fractions-of-an-epoch": (STEPS, "[i / len(losses) for i in range(len(losses))]"),
        "as-many-steps-as-epochs": (STEPS, "list(range(-(-len(losses) // 3)))"),
        "tracker-passed-over": ("track(batches)", "batches"),
        "tracked-twice": ("track(batches)", "track(list(track(batches)))"),
        "one-batch-for-all": ("track(batches)", "[list(track(batches))[0]]"),
        "absolute-errors": ("= mse_loss", "= torch.nn.functional.l1_loss"),
        "losses-smoothed": (
            "losses.tolist()",
            "[losses[: i + 1].mean().item() for i in range(len(losses))]",
        ),
        "a-rate-of-its-own": (
            "    losses = train_epoch",
            "    optimizer.param_groups[0]['lr'] = 1e-3\n    losses = train_epoch",
        ),
        "ever-smaller-steps": (
            "    losses = train_epoch",
            "    optimizer.param_groups[0]['lr'] /= 1000\n    losses = train_epoch",
        ),
    },
    "regression_picture": {
        "last-loss-left-out": (PLOT, "axes.plot(curve.steps[:-1], curve.losses[:-1]"),
        "axes-exchanged": (PLOT, "axes.plot(curve.losses, curve.steps"),
        "sorted": (PLOT, "axes.plot(curve.steps, sorted(curve.losses)"),
        "steps-counted-from-one": (PLOT, "axes.plot([i + 1 for i in curve.steps], curve.losses"),
        "without-a-legend": ("    axes.legend()\n", ""),
        "another-name": ('label="loss"', 'label="accuracy"'),
    },
}
