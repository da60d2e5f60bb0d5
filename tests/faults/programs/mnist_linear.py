"""Wrong versions of softmax regression: its net, its loop, its figures and its pictures."""

from dataclasses import replace

import torch

from concepts.training.evaluation import evaluate_accuracy

CLOTHES = [
    *("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"),
    *("Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
]


def hidden(net):
    """A hidden layer, without an activation, before the one that there should be."""

    class LinearNet(net):
        def __init__(self, num_inputs, num_outputs):
            super().__init__(num_inputs, num_outputs)
            self.hidden = torch.nn.Linear(num_inputs, num_inputs)

        def forward(self, x):
            return self.linear(self.hidden(x.view(x.shape[0], -1)))

    return LinearNet


def tested_too_early(train):
    """Each epoch's test accuracy is that of the net before the epoch."""

    def early(net, train_batches, test_batches, *given, **options):
        before = evaluate_accuracy(test_batches, net)
        table = train(net, train_batches, test_batches, *given, **options)
        accuracies = [before, *(epoch.test_accuracy for epoch in table[:-1])]
        pairs = zip(table, accuracies, strict=True)
        return [replace(epoch, test_accuracy=accuracy) for epoch, accuracy in pairs]

    return early


FAULTS = {
    "mnist_linear": {
        "hidden-layer": hidden,
        "softmax-in-the-net": ("-1))", "-1)).softmax(1)"),
        "no-bias": ("(num_inputs, num_outputs)", "(num_inputs, num_outputs, False)"),
        "as-many-inputs-as-there-are": (
            "x.view(x.shape[0], -1)",
            "torch.nn.functional.adaptive_avg_pool1d("
            "x.view(x.shape[0], -1), self.linear.in_features)",
        ),
        "flattened-by-columns": (
            "x.view(x.shape[0], -1)",
            "(x.transpose(-1, -2) if x.ndim > 2 else x).flatten(1)",
        ),
        "pixels-copied": ("x.view(x.shape[0], -1)", "x.view(x.shape[0], -1).clone()"),
        "any-layout-taken": ("x.view(x.shape[0], -1)", "x.flatten(1)"),
        "scores-without-gradient": ("-1))", "-1)).detach()"),
        "classes-reversed": ("-1))", "-1)).flip(1)"),
        "another-name": lambda net: type("SoftmaxRegression", (net,), {}),
    },
    "train_ch3": {
        "loss-divided-by-the-batches": ("sum(losses) / len(right)", "sum(losses) / len(losses)"),
        "loss-divided-by-the-batch-size": ("sum(losses) / len(right)", "sum(losses) / batch_size"),
        "loss-not-divided": ("sum(losses) / len(right)", "sum(losses)"),
        "losses-of-all-epochs": (
            "sum(losses) / len(right)",
            "sum(losses) / len(right) + sum(epoch.loss for epoch in table)",
        ),
        "losses-averaged": ("loss(scores, labels).sum()", "loss(scores, labels).mean()"),
        "gradient-divided": (".sum()  #", ".sum() / batch_size  #"),
        "accuracy-after-the-epoch": (
            "right.sum().item() / len(right)",
            "evaluate_accuracy(train_batches, net)",
        ),
        "accuracy-of-the-batches-averaged": (
            "right.sum().item() / len(right)",
            "sum(batch.double().mean().item() for batch in hits) / len(hits)",
        ),
        "hits-of-all-epochs": ("hits.clear()", "pass"),
        "tested-on-the-training-set": ("evaluate_accuracy(test_batches, net)", "accuracy"),
        "test-accuracy-of-the-batches-averaged": (
            "evaluate_accuracy(test_batches, net)",
            "sum(evaluate_accuracy([batch], net) for batch in test_batches) / len(test_batches)",
        ),
        "tested-before-the-epoch": tested_too_early,
        "an-epoch-too-few": ("range(num_epochs)", "range(1, num_epochs)"),
        "same-order-every-epoch": (
            "table = []",
            "table = []\n    train_batches = list(train_batches)",
        ),
        "lr-overrides": (
            "table = []",
            "table = []\n"
            "    for group in optimizer.param_groups:\n"
            "        group['lr'] = lr or group['lr']",
        ),
        "params-override": (
            "optimizer or TextbookSGD(params, lr, batch_size)",
            "TextbookSGD(params, lr, batch_size) if params or not optimizer else optimizer",
        ),
        "all-of-the-net-trained": ("TextbookSGD(params,", "TextbookSGD(net.parameters(),"),
        "batch-size-forgotten": ("lr, batch_size)", "lr, 1)"),
    },
    "textbook_sgd": {
        "not-divided": (' / group["batch_size"]', ""),
        "divided-by-the-rows": (' / group["batch_size"]', " / len(parameter)"),
        "multiplied": (' / group["batch_size"]', ' * group["batch_size"]'),
        "uphill": ("parameter.sub_", "parameter.add_"),
        "rate-ignored": ('group["lr"] * parameter.grad', "parameter.grad"),
        "gradients-forgotten": ("parameter.grad.data.zero_()", "parameter.grad = None"),
        "new-zeros": (
            "parameter.grad.data.zero_()",
            "parameter.grad = torch.zeros_like(parameter)",
        ),
        "only-the-first-zeroed": (
            "parameter.grad.data.zero_()",
            "parameter.grad.data.zero_()\n                    return",
        ),
        "zeros-for-none": (
            "if parameter.grad is not None:\n                    parameter.grad.data.zero_()",
            "if parameter.grad is None:\n"
            "                    parameter.grad = torch.zeros_like(parameter)\n"
            "                parameter.grad.data.zero_()",
        ),
    },
    "undivided": {
        "times-the-batch-size": ("samples / -(-samples // batch_size)", "batch_size"),
        "full-batches-alone": ("-(-samples // batch_size)", "max(1, samples // batch_size)"),
        "fraction-of-a-batch": ("-(-samples // batch_size)", "(samples / batch_size)"),
        "a-batch-too-many": ("-(-samples // batch_size)", "(samples // batch_size + 1)"),
        "sum-of-the-batches": (" / -(-samples // batch_size)", ""),
        "at-face-value": ("printed * samples / -(-samples // batch_size)", "printed"),
    },
    "digit_names": {
        "any-number": ('"0123456789"[label]', "str(label)"),
        "from-one": ('"0123456789"', '"1234567890"'),
        "around-the-clock": ("[label] for", "[label % 10] for"),
        "clothes": lambda names: lambda labels: [CLOTHES[label] for label in labels],
        "each-once": ("for label in labels", "for label in dict.fromkeys(labels)"),
    },
    "titles": {
        "swapped": (r"{true}\n{predicted}", r"{predicted}\n{true}"),
        "on-one-line": (r"{true}\n{predicted}", "{true} {predicted}"),
        "prediction-alone": (r"{true}\n{predicted}", "{predicted}"),
        "blank-line-between": (r"{true}\n{predicted}", r"{true}\n\n{predicted}"),
        "truth-twice": ("digit_names(predictions)", "digit_names(labels)"),
    },
    "picture": {
        "copied": (".numpy()", ".clone().numpy()"),
        "transposed": (".numpy()", ".T.numpy()"),
        "upside-down": (".numpy()", ".flip(0).numpy()"),
        "channel-kept": (".view((28, 28))", ""),
        "first-channel": ("image.view((28, 28))", "image[0]"),
        "first-pixels": ("image.view((28, 28))", "image.flatten()[:784].reshape(28, 28)"),
    },
}

EQUIVALENT = {
    ("epochs, BATCH", "epochs, None"): "for want of an optimizer, and there is one",
    ("set_to_none: bool = False", "set_to_none: bool = True"): "zeros in place, whatever is asked",
    (
        "to(self.labels.device",
        "to(None",
    ): "one device here; an accelerator refuses places on the CPU",
}
