"""Wrong vectors for words, and wrong ways through a sequence."""

import torch

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


FAULTS = {
    "one_hot": {
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
