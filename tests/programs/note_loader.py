"""The loader of chapter three: each image is converted by itself when its batch is made."""

from collections.abc import Iterable

import torch

from concepts.data.mnist import Mnist
from concepts.programs.mnist_mlp import BATCH
from tests.support.strategies import generator


def loader_batches(digits: Mnist, seed: int) -> Iterable[list[torch.Tensor]]:
    """Shuffled batches of 64 digits, as torchvision's MNIST with ToTensor gives them."""
    from PIL import Image  # noqa: PLC0415  only here
    from torch.utils.data import DataLoader, Dataset  # noqa: PLC0415
    from torchvision.transforms import ToTensor  # noqa: PLC0415

    class Digits(Dataset):
        def __len__(self):
            return len(digits.train_labels)

        def __getitem__(self, row):
            image = Image.fromarray(digits.train_images[row].numpy())
            return ToTensor()(image), int(digits.train_labels[row])

    return DataLoader(Digits(), batch_size=BATCH, shuffle=True, generator=generator(seed))
