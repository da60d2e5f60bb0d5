"""Edits of the recipes for fast digits that nobody can notice."""

EQUIVALENT = {
    ("foreach=True", "foreach=None"): "another order of the work, and not one bit of the result",
    ("foreach=True", "foreach=False"): "another order of the work, and not one bit of the result",
    (", foreach=True", ", "): "another order of the work, and not one bit of the result",
    ("to(labels.device", "to(None"): "one device here; an accelerator refuses places on the CPU",
}
