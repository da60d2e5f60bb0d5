"""Pictures of augmentation."""

from concepts.data.augmentation import RandomCrop, gaussian_noise, hflip, resize, rotate, zoom
from tests.support.pictures import shows, strip
from tests.support.strategies import seeded


@shows("aug-small-gain", "aug-flip-involution", "aug-rotate", "aug-randomcrop", "aug-noise")
def test_makes_more_of_a_digit_or_another_digit(figure, mnist):
    """A six, and what augmentation makes of it. Turned by half it is a nine, mirrored it is none.

    Whether the label stays is up to the task: of these, turning a little, a zoom, a window cut out
    and enlarged, and noise leave a six a six.
    """
    six = mnist.train_images[mnist.train_labels == 6][0].double()[None] / 255
    with seeded(1):
        window, noisy = RandomCrop(22)(six), gaussian_noise(six, sigma=0.2)
    made = {
        "original": six,
        "turned by 15°": rotate(six, 15),
        "zoomed": zoom(six, 1.25),
        "cropped": resize(window, [28, 28]),
        "noisy": noisy,
        "mirrored": hflip(six),
        "turned by 180°": rotate(six, 180),
        "shrunk": zoom(six, 0.75),
    }

    strip(figure, {title: image[0] for title, image in made.items()}, rows=2, vmin=0, vmax=1)

    assert {image.shape for image in made.values()} == {(1, 28, 28)}
    assert hflip(made["mirrored"]).equal(six)
    assert rotate(made["turned by 180°"], 180).equal(six)
    assert 0 <= noisy.min() <= noisy.max() <= 1
