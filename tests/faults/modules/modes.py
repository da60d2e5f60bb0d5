"""Wrong switches."""

import torch
from torch import nn


def without_gradients(eval_mode):
    """Enter no_grad along with evaluation."""

    def wrong(net):
        eval_mode(net)
        net.forward = torch.no_grad()(net.forward)
        return net

    return wrong


def only(kind):
    """Switch the modules of one kind alone."""

    def fault(_):
        def wrong(net):
            for module in net.modules():
                module.training = module.training and not isinstance(module, kind)
            return net

        return wrong

    return fault


def forgetting(eval_mode):
    """Begin the running statistics anew."""

    def wrong(net):
        for module in net.modules():
            if isinstance(module, nn.BatchNorm1d):
                module.reset_running_stats()
        return eval_mode(net)

    return wrong


def freezing(eval_mode):
    """Fix the parameters, as the note has it."""
    return lambda net: eval_mode(net).requires_grad_(False)


FAULTS = {
    "eval_mode": {
        "at-the-top-alone": ("in net.children():", "in ():"),
        "two-levels-alone": ("eval_mode(child)", "child.training = False"),
        "freezes": freezing,
        "without-gradients": without_gradients,
        "of-dropout-alone": only(nn.Dropout),
        "of-batch-norm-alone": only(nn.BatchNorm1d),
        "statistics-forgotten": forgetting,
        "the-other-way-round": ("net.training = False", "net.training = True"),
        "returns-the-last-child": ("return net", "return list(net.modules())[-1]"),
    },
    "set_requires_grad": {
        "the-other-way-round": ("= requires_grad\n", "= not requires_grad\n"),
        "weights-alone": (
            "in net.parameters():",
            "in (p for name, p in net.named_parameters() if 'bias' not in name):",
        ),
        "at-the-top-alone": ("net.parameters()", "net.parameters(recurse=False)"),
        "freezes-by-default": ("requires_grad: bool = True", "requires_grad: bool = False"),
        "never-thaws": ("= requires_grad\n", "= requires_grad and parameter.requires_grad\n"),
        "evaluates-too": ("    return net", "    return net.train(requires_grad)"),
        "returns-nothing": ("    return net", "    return None"),
    },
}
