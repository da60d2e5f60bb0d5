"""Wrong vectors for words, and wrong ways through a sequence."""

import torch

from tests.faults import kernels

HOT = "(tensor.unsqueeze(-1) == torch.arange(width, device=tensor.device)).long()"
BEYOND = "if tensor.max() >= width:"
TIME = "time = 1 if self.batch_first else 0"


def layout_guessed(reference):
    """Take the longer of the two dimensions for the words."""

    class Guessing(reference):
        def forward(self, x):
            if isinstance(x, torch.Tensor) and x.ndim == 3:
                self.batch_first = x.shape[1] > x.shape[0]
            return super().forward(x)

    return Guessing


def the_first_alone(one_hot):
    """The words of a long text that lie behind a block of them are no word at all."""

    def vectors(tensor, num_classes=-1):
        hot = one_hot(tensor, num_classes)
        rows = hot.flatten(0, -2) if hot.ndim > 1 else hot[None]
        return torch.cat([rows[: kernels.BLOCK], 0 * rows[kernels.BLOCK :]]).reshape(hot.shape)

    return vectors


def in_the_order_of_memory(one_hot):
    """Words are read as if they lay one after another."""

    def vectors(tensor, num_classes=-1):
        return one_hot(
            tensor.as_strided(tensor.shape, torch.ones(tensor.shape).stride()), num_classes
        )

    return vectors


FAULTS = {
    "one_hot": {
        "the-first-alone": the_first_alone,
        "in-the-order-of-memory": in_the_order_of_memory,
        "soft": (HOT, f"torch.softmax(9.0 * {HOT}, -1)"),
        "floats": (HOT, HOT.replace(".long()", ".float()")),
        "truth-values": (HOT, HOT.replace(".long()", "")),
        "counted-from-one": (HOT, HOT.replace("torch.arange(width", "1 + torch.arange(width")),
        "along-the-first-dimension": (HOT, f"{HOT}.movedim(-1, 0)"),
        "two-hot": (HOT, HOT.replace("==", ">=")),
        "width-one-too-large": ("int(tensor.max()) + 1", "int(tensor.max()) + 2"),
        "width-of-the-data": ("num_classes if num_classes >= 0 else ", ""),
        "width-of-two-at-least": ("int(tensor.max()) + 1", "max(int(tensor.max()) + 1, 2)"),
        "beyond-ignored": (BEYOND, "if width < 0:"),
        "signed": (HOT, f"2 * {HOT} - 1"),
        "cold": (HOT, HOT.replace("==", "!=")),
    },
    "sequence_layer": {
        **kernels.kernel(kernels.block, kernels.last, kernels.strides, kernels.single),
        "layout-guessed": layout_guessed,
        "batch-first-ignored": (TIME, "time = 0"),
        "batch-first-always": (TIME, "time = 1"),
        "batch-first-by-default": ("batch_first: bool = False", "batch_first: bool = True"),
        "batch-first-of-the-input-alone": (
            "torch.stack(outputs, time)",
            "torch.stack(outputs, 0)",
        ),
        "alone-taken-for-a-batch-of-words": ("x.unsqueeze(1).unbind()", "x.unsqueeze(0).unbind()"),
        "backwards": ("for x in steps:", "for x in steps[::-1]:"),
        "without-memory": ("hidden = torch.cat([running, hidden[len(x) :]])", "pass"),
        "ended-sentences-forgotten": ("hidden[len(x) :]]", "0 * hidden[len(x) :]]"),
        "last-of-the-first-step": ("return outputs, hidden", "return outputs, outputs[0]"),
        "one-bias-alone": (" + self.bias_hh_l0", ""),
        "weights-transposed": ("@ self.weight_hh_l0.T", "@ self.weight_hh_l0"),
        "rectified": ("running = torch.tanh(", "running = torch.relu("),
    },
}

EQUIVALENT = {
    ("device=tensor.device", "device=None"): "one device here",
    ("device=tensor.device", ""): "one device here",
}
