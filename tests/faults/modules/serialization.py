"""Wrong ways to keep a state."""

import torch


def without(*words):
    """Leave names with these words out."""

    def fault(stored):
        def wrong(state, path):
            return stored({n: x for n, x in state.items() if not any(w in n for w in words)}, path)

        return wrong

    return fault


def by_reference(_):
    """Keep the tensors themselves."""
    return lambda state, path: dict(state)


def by_the_extension(stored):
    """Know no other extension than one."""
    return lambda state, path: stored(state, path) if path.suffix == ".pl" else {}


def creating(load_state_dict):
    """Return the net."""

    def wrong(net, state, strict=True):
        load_state_dict(net, state, strict)
        return net

    return wrong


def new_parameters(load_state_dict):
    """Put other parameters in place of those of the net."""

    def wrong(net, state, strict=True):
        report = load_state_dict(net, state, strict)
        for module in net.modules():
            for name, parameter in list(module.named_parameters(recurse=False)):
                setattr(module, name, torch.nn.Parameter(parameter.detach().clone()))
        return report

    return wrong


def shared(load_state_dict):
    """Let the net use the memory of the state."""

    def wrong(net, state, strict=True):
        report = load_state_dict(net, state, strict)
        for name, parameter in net.named_parameters():
            parameter.data = state.get(name, parameter.data)
        return report

    return wrong


COPY = "own[name].copy_(state[name])"

FAULTS = {
    "stored": {
        "parameters-alone": without("running", "num_batches"),
        "counters-left-out": without("num_batches"),
        "empty-left-out": without("none"),
        "by-reference": by_reference,
        "by-the-extension": by_the_extension,
        "in-half-precision": (
            "x.detach().cpu()",
            "(x.detach().cpu().bfloat16().to(x.dtype) if x.is_floating_point() else x.cpu())",
        ),
        "as-it-lies-in-memory": (
            "x.detach().cpu().contiguous()",
            "(x.detach().cpu() if x.is_contiguous() else x.detach().cpu().mT.contiguous())",
        ),
        "no-dimension-is-one": (".reshape(shape)", ".reshape(shape or [1])"),
        "flat": (".reshape(shape)", ""),
        "short-integers-for-long": ("str(x.dtype)", 'str(x.dtype).replace("int64", "int32")'),
        "flags-are-bytes": ("str(x.dtype)", 'str(x.dtype).replace("bool", "uint8")'),
        "nan-cleaned": (
            "x.detach().cpu().contiguous()",
            "(x.detach().cpu().nan_to_num() if x.is_floating_point() else x.cpu()).contiguous()",
        ),
        "the-other-byte-order": ("bytes(block.tolist())", "bytes(block.tolist()[::-1])"),
        "sorted-names": ("in state.items()}", "in sorted(state.items())}"),
    },
    "load_state_dict": {
        "returns-the-net": creating,
        "new-parameters": new_parameters,
        "shares-memory": shared,
        "missing-names-ignored": ("(missing or unexpected)", "unexpected"),
        "unexpected-names-ignored": ("(missing or unexpected)", "missing"),
        "always-strict": ("(strict and (missing or unexpected))", "missing or unexpected"),
        "never-strict": ("(strict and (missing or unexpected))", "False"),
        "shapes-left-out": ("if differing or", "if"),
        "shapes-by-the-number": (
            "own[name].shape != state[name].shape",
            "own[name].numel() % state[name].numel()",
        ),
        "parameters-alone": (
            "if name not in differing:",
            "if name in dict(net.named_parameters()):",
        ),
        "report-swapped": ("Report(missing, unexpected)", "Report(unexpected, missing)"),
        "all-or-nothing": (COPY, f"{COPY} if not missing else None"),
        "half-way-there": (COPY, "own[name].copy_((own[name] + state[name]) / 2)"),
        "type-of-the-state": (
            COPY,
            COPY + "\n        for name, p in net.named_parameters():\n"
            "            p.data = p.data.to(state[name].dtype) if name in state else p.data",
        ),
        "nothing-if-different": (
            "            if name not in differing:\n",
            "            if not differing:\n",
        ),
        "missing-not-strict-zeroed": (
            "    return Report(missing, unexpected)",
            "    [own[n].zero_() for n in missing if"
            " own[n].is_floating_point()]\n    return Report(missing, unexpected)",
        ),
        "broadcast": (
            "if own[name].shape != state[name].shape",
            "if own[name].squeeze().shape != state[name].squeeze().shape",
        ),
        "training-set": (
            "    own = net.state_dict()",
            "    net.eval()\n    own = net.state_dict()",
        ),
        "requires-grad-lost": (
            "    return Report(missing, unexpected)",
            "    [p.requires_grad_() for p in net.parameters()]\n    return"
            " Report(missing, unexpected)",
        ),
        "grad-cleared": (
            "    return Report(missing, unexpected)",
            "    net.zero_grad()\n    return Report(missing, unexpected)",
        ),
    },
}

EQUIVALENT = {
    ("torch.empty(0, ", "torch.empty(1, "): "an element is as large, however many there are",
    (".to(device)", ".to(None)"): "one device here",
    **{
        ("weights_only=True", other): "a state of tensors is loaded either way"
        for other in ("weights_only=None", "weights_only=False", "")
    },
}
