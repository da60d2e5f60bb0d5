"""Wrong ways to go round the loop."""

FAULTS = {
    "train_epoch": {
        "gradients-never-forgotten": ("        optimizer.zero_grad()\n", ""),
        "forgotten-before-the-step": (
            "        optimizer.step()",
            "        optimizer.zero_grad()\n        optimizer.step()",
        ),
        "forgotten-once": (
            "    losses = []\n    for x, y in batches:\n        optimizer.zero_grad()\n",
            "    losses = []\n    optimizer.zero_grad()\n    for x, y in batches:\n",
        ),
        "never-moves": ("        optimizer.step()\n", ""),
        "moves-twice": ("optimizer.step()", "optimizer.step() or optimizer.step()"),
        "moves-once-an-epoch": (
            "        optimizer.step()\n        losses.append(loss.detach())",
            "        losses.append(loss.detach())\n    optimizer.step()",
        ),
        "loss-after-the-step": (
            "losses.append(loss.detach())",
            "losses.append(loss_function(net(x), y).detach())",
        ),
        "arguments-exchanged": ("loss_function(net(x), y)", "loss_function(y, 0.999 * net(x))"),
        "uphill": ("loss.backward()", "(-loss).backward()"),
        "loss-keeps-its-graph": ("loss.detach()", "loss"),
        "mode-left-as-it-is": ("    net.train()\n", ""),
        "last-batch-dropped": ("in batches:", "in list(batches)[:-1] or batches:"),
        "running-mean-of-losses": (
            "return torch.stack(losses)",
            "sums = torch.stack(losses).cumsum(0)\n"
            "    return sums / torch.arange(1, len(sums) + 1).to(sums)",
        ),
        "loss-of-the-epoch": (
            "torch.stack(losses)",
            "torch.stack(losses).mean().expand(len(losses))",
        ),
        "a-rising-rate": (
            "        optimizer.step()",
            "        optimizer.param_groups[0]['lr'] *= 1.02\n        optimizer.step()",
        ),
    },
}
