"""The three listings with torch's own layers, a net at a time: what trains side by side stands for.

Each starts from the weights of one of the nets of `Hello`, and prints what the listing prints.
"""

import torch
from torch import nn

from concepts.programs.hello_rnn import LETTERS

X, Y = [1, 0, 2, 2, 3], [3, 1, 2, 3, 2]  # hello and ohlol, in the dictionary e, h, l, o
EPOCHS = 15


def weights(hello, net):
    """The parameters of one net, by the names of `Hello`."""
    return {name: weight.detach()[net].clone() for name, weight in hello.named_parameters()}


def layers(hello, net, **modules):
    """The modules of a listing, with these weights, and Adam for all."""
    found = weights(hello, net)
    given = {
        "embedding": {"weight": found.get("table")},
        "linear": {"weight": found.get("head_weight"), "bias": found.get("head_bias")},
        "rnn": {name: weight for name, weight in found.items() if "_l" in name},
    }
    given["cell"] = {name[:-3]: weight for name, weight in given["rnn"].items()}
    for name, module in modules.items():
        module.to(next(iter(found.values()))).load_state_dict(given[name])
    return nn.ModuleDict(modules)


def cell_listing(hello, net):
    """RNNCell, step by step; the losses of the letters are added."""
    net = layers(hello, net, cell=nn.RNNCell(4, 4))
    like = net.cell.weight_hh
    inputs, labels = torch.eye(4).to(like)[X].view(5, 1, 4), torch.tensor(Y).view(5, 1)
    optimizer, criterion = torch.optim.Adam(net.parameters(), lr=0.1), nn.CrossEntropyLoss()
    for _ in range(EPOCHS):
        loss, hidden, word = 0, torch.zeros(1, 4).to(like), ""
        for x, label in zip(inputs, labels.to(like.device), strict=True):
            hidden = net.cell(x, hidden)
            loss = loss + criterion(hidden, label)
            word += LETTERS[hidden.argmax(1).item()]
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        yield loss.item(), word


def rnn_listing(hello, net):
    """RNN over the whole word; the loss of the five letters is averaged."""
    net = layers(hello, net, rnn=nn.RNN(4, 4))
    like = net.rnn.weight_hh_l0
    inputs = torch.eye(4).to(like)[X].view(5, 1, 4)
    yield from whole_word(net, lambda: net.rnn(inputs, torch.zeros(1, 1, 4).to(like))[0])


def embedding_listing(hello, net):
    """Embedding, two layers, a linear layer; the batch is first."""
    rnn = nn.RNN(10, 8, num_layers=2, batch_first=True)
    net = layers(hello, net, embedding=nn.Embedding(4, 10), rnn=rnn, linear=nn.Linear(8, 4))
    like = net.linear.weight
    inputs, first = torch.tensor([X], device=like.device), torch.zeros(2, 1, 8).to(like)
    yield from whole_word(net, lambda: net.linear(net.rnn(net.embedding(inputs), first)[0]))


def whole_word(net, outputs):
    optimizer, criterion = torch.optim.Adam(net.parameters(), lr=0.05), nn.CrossEntropyLoss()
    for _ in range(EPOCHS):
        logits = outputs().view(-1, 4)
        loss = criterion(logits, torch.tensor(Y, device=logits.device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        yield loss.item(), "".join(LETTERS[place] for place in logits.argmax(1).tolist())
