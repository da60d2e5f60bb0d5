"""Wrong moves."""

import copy


def copied(to):
    """Move a copy."""
    return lambda net, target: to(copy.deepcopy(net), target)


def parameters_alone(to):
    """Leave the buffers where they are."""

    def wrong(net, target):
        before = {name: value for name, value in net.named_buffers()}
        to(net, target)
        for name, value in before.items():
            path, _, last = name.rpartition(".")
            setattr(net.get_submodule(path), last, value)
        return net

    return wrong


REPLACED = "setattr(module, name, nn.Parameter(moved, parameter.requires_grad))"
MOVED = "inputs, target = inputs.to(device), target.to(device)"

FAULTS = {
    "module_to": {
        "copied": copied,
        "at-the-top-alone": ("in net.modules():", "in [net, *net.children()]:"),
        "buffers-left-behind": parameters_alone,
        "parameters-left-behind": ("parameter.data = moved", "pass"),
        "integers-cast-too": (
            "buffer.is_floating_point() or not isinstance(target, torch.dtype)",
            "True",
        ),
        "always-new-parameters": ("parameter.data = moved", "raise RuntimeError"),
        "never-new-parameters": (REPLACED, "parameter.grad = None"),
        "freezes": ("nn.Parameter(moved, parameter.requires_grad)", "nn.Parameter(moved, False)"),
        "thaws": (", parameter.requires_grad)", ")"),
        "returns-the-last": ("    return net", "    return module"),
        "by-way-of-half-precision": (
            "parameter.detach().to(target)",
            "parameter.detach().bfloat16().to(parameter.dtype).to(target)",
        ),
        "types-ignored": (
            "    for module in net",
            "    target = torch.empty(0).device if isinstance(target, torch.dtype) else target\n"
            "    for module in net",
        ),
    },
    "choose_device": {
        "the-other-way-round": ("if torch", "if not torch"),
        "always-the-cpu": ("torch.cuda.is_available()", "False"),
        "always-cuda": ("torch.cuda.is_available()", "True"),
        "the-second-device": ("cuda:0", "cuda:1"),
        "a-name": lambda choose: lambda: str(choose()),
    },
    "train_step": {
        "moves-neither": (MOVED, "pass"),
        "moves-inputs-alone": (MOVED, "inputs = inputs.to(device)"),
        "moves-target-alone": (MOVED, "target = target.to(device)"),
        "gradients-not-cleared": ("optimizer.zero_grad()", "pass"),
        "cleared-after-the-fact": (
            "    loss.backward()\n",
            "    loss.backward()\n    optimizer.zero_grad()\n",
        ),
        "no-step": ("optimizer.step()", "pass"),
        "two-steps": ("optimizer.step()", "optimizer.step(), optimizer.step()"),
        "the-sum-for-the-mean": (
            "cross_entropy(net(inputs), target)",
            "cross_entropy(net(inputs), target, reduction='sum')",
        ),
        "uphill": ("loss.backward()", "(-loss).backward()"),
        "softmax-twice": ("net(inputs), target)", "net(inputs).softmax(1), target)"),
        "the-loss-after-the-step": (
            "return loss.detach()",
            "return nn.functional.cross_entropy(net(inputs), target).detach() * 0.9",
        ),
    },
}

EQUIVALENT = {
    ("recurse=False", "recurse=None"): "as false as False",
}
