"""Wrong versions of the programs that answer "hello"."""

import torch

STEP = "h = torch.tanh(x_t + (w_hh * h[:, None]).sum(-1) + b_hh)"


def with_optimizer(make):
    """Another optimizer in the loop."""

    def wrong(hello):
        class Other(hello):
            def fit(self, *args, **options):
                adam = torch.optim.Adam
                torch.optim.Adam = make
                try:
                    return super().fit(*args, **options)
                finally:
                    torch.optim.Adam = adam

        return Other

    return wrong


FAULTS = {
    "hello_rnn": {
        "averaged-for-added": ('letters.sum(1) if self.program.reduction == "sum" else ', ""),
        "added-for-averaged": (' if self.program.reduction == "sum" else letters.mean(1)', ""),
        "averaged-over-the-nets": ("loss.sum().backward()", "loss.mean().sqrt().backward()"),
        "state-reset-at-each-letter": (STEP, "h = torch.tanh(x_t + b_hh)"),
        "one-bias-missing": (STEP, STEP.replace(" + b_hh", "")),
        "weights-exchanged": (
            "        driven = ",
            "        if w_ih.shape == w_hh.shape:\n"
            "            w_ih, w_hh = w_hh, w_ih\n"
            "        driven = ",
        ),
        "back-propagation-cut": (STEP, STEP.replace("h[:, None]", "h.detach()[:, None]")),
        "sigmoid-for-tanh": (STEP, STEP.replace("torch.tanh", "torch.sigmoid")),
        "states-beyond-one": (STEP, STEP.replace("torch.tanh", "1.05 * torch.tanh")),
        "another-answer": (
            "torch.tensor(encode(ANSWER), device",
            'torch.tensor(encode("elloh"), device',
        ),
        "smallest-logit-of-the-letter": ("argmax(-1)", "argmin(-1)"),
        "answers-after-the-step": (
            "logits.detach().argmax(-1)",
            "self().detach().argmax(-1)",
        ),
        "one-epoch-less": ("in range(epochs)", "in range(epochs - 1)"),
        "one-table-for-all-nets": ("one_hots @ self.table if", "one_hots @ self.table[:1] if"),
        "head-without-bias": (" + self.head_bias[:, None]", ""),
        "one-layer-alone": (
            "for layer in range(self.program.layers):\n            states = self",
            "for layer in range(min(self.program.layers, 1)):\n            states = self",
        ),
        "an-idle-parameter": (
            "        if program.head:\n",
            "        self.scale = drawn(1)\n        if program.head:\n",
        ),
        "half-the-learning-rate": ("lr=self.program.lr", "lr=self.program.lr / 2"),
        "plain-gradient-descent": with_optimizer(torch.optim.SGD),
        "a-table-from-elsewhere": (
            "program.table, generator=generator, dtype=dtype",
            "program.table, dtype=dtype",
        ),
        "small-start": ("program.hidden**-0.5", "program.hidden**-0.5 / 9"),
    },
    "hello_encoding": {
        "letters-in-the-order-of-the-word": ("LETTERS.index(", '"helo".index('),
        "places-from-one": ("LETTERS.index(letter)", "LETTERS.index(letter) + 1"),
        "unknown-letters-left-out": (
            "for letter in text",
            "for letter in text if letter in LETTERS",
        ),
        "unknown-letters-before-the-first": ("LETTERS.index(", "LETTERS.find("),
        "the-same-letter-once": ("for letter in text", "for letter in dict.fromkeys(text)"),
        "last-letter-first": ("for letter in text", "for letter in text[::-1]"),
    },
}

EQUIVALENT = {
    ("LETTERS.index", "LETTERS.rindex"): "each letter is there once",
    ("device=logits.device", "device=None"): "one device here",
    (", device=logits.device", ", "): "one device here",
}
