"""Wrong ways to count right answers."""


def over_halves(accuracy):
    """The mean of the accuracies of two halves that differ in size."""

    def faulty(logits, labels):
        sizes = [len(labels) // 3, len(labels) - len(labels) // 3]
        parts = zip(logits.split(sizes), labels.split(sizes), strict=True)
        return sum(accuracy(*part) for part in parts) / 2

    return faulty


FAULTS = {
    "accuracy": {
        "mean-of-batch-accuracies": over_halves,
        "smallest-logit": ("logits.argmax(1)", "logits.argmin(1)"),
        "values-for-indices": ("logits.argmax(1)", "logits.amax(1)"),
        "divided-by-the-classes": ("/ len(labels)", "/ logits.shape[1]"),
        "off-by-one-row": ("(logits.argmax(1) == labels)", "(logits.argmax(1) == labels)[1:]"),
        "error-rate": ("logits.argmax(1) == labels", "logits.argmax(1) != labels"),
        "counted-in-half-precision": ("labels).sum()", "labels).half().sum()"),
        "in-percent": ("(logits.argmax(1) == labels)", "100 * (logits.argmax(1) == labels)"),
    },
    "evaluate_accuracy": {
        "mean-of-batch-accuracies": (
            "right += int((net(x).argmax(1) == labels).sum())\n            total += len(labels)",
            "right += (net(x).argmax(1) == labels).double().mean().item()\n            total += 1",
        ),
        "last-batch-dropped": (
            "in batches:",
            "in (list(batches)[:-1] if len(list(batches)) > 2 else batches):",
        ),
        "last-batch-alone": ("right += int", "right = int"),
        "first-batch-alone": ("total += len(labels)", "total += len(labels)\n            break"),
        "evaluated-in-training-mode": ("net.eval()", "net.train()"),
        "left-in-eval-mode": ("net.train(training)", "net.eval()"),
        "left-in-training-mode": ("net.train(training)", "net.train()"),
        "graphs-recorded": ("torch.no_grad()", "torch.enable_grad()"),
        "smallest-logit": ("argmax(1)", "argmin(1)"),
    },
}
