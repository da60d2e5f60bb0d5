"""The pictures of the softmax-regression note: twenty digits in a row, as matplotlib draws them."""

from types import SimpleNamespace

import pytest
import torch
from hypothesis import given

from tests.support.axes import NOT_AVAILABLE
from tests.support.claims import HOLDS, HOLDS_IF, IMPRECISE, REFUTED, claim
from tests.support.strategies import gaussian, seeds

PREDICTION = "softmax-regression 6"


@pytest.fixture(scope="module")
def figure():
    """An empty figure; what pyplot would make, without a window."""
    reason = f"{NOT_AVAILABLE}matplotlib is not installed"
    return pytest.importorskip("matplotlib.figure", reason=reason).Figure


@claim("image-view-28", note=PREDICTION, verdict=HOLDS_IF)
@given(seed=seeds())
def test_are_arrays_without_the_channel(picture, seed):
    """The note: img.view((28, 28)).numpy() is what to draw. True of one channel, and no copy."""
    image = gaussian(seed, 1, 28, 28)

    drawn = picture(image)

    assert drawn.shape == (28, 28)
    assert drawn.tolist() == image[0].tolist()
    drawn[0, 27] = 7
    assert image[0, 0, 27] == 7


@claim("image-view-28", note=PREDICTION, verdict=HOLDS_IF)
@pytest.mark.parametrize("shape", [(3, 28, 28), (1, 28, 29)], ids=str)
def test_are_of_one_channel_of_784_pixels(picture, shape):
    """The note is silent on other images: three channels, or another size, have no such view."""
    with pytest.raises(RuntimeError, match="is invalid for input of size"):
        picture(torch.zeros(shape))


@claim("image-view-28", note=PREDICTION, verdict=HOLDS_IF)
def test_cannot_be_drawn_with_the_channel(picture, figure):
    """Why the view is needed: imshow takes (28, 28) and refuses (1, 28, 28)."""
    axes, image = figure().subplots(), torch.zeros(1, 28, 28)

    assert picture(image).ndim == 2
    axes.imshow(picture(image))

    with pytest.raises(TypeError, match="Invalid shape"):
        axes.imshow(image.numpy())


@claim("imshow-default-colormap", note=PREDICTION, verdict=IMPRECISE)
def test_are_not_grey_unless_asked(figure):
    """The note: f.imshow(…) shows the digit, whose values are grey levels. In colours, though.

    The default map is viridis, and the darkest and lightest pixel of each picture are its ends,
    so that a pale digit looks like any other. Grey is cmap="gray".
    """
    pale = [[0.25, 0.5]]

    shown, grey = (figure().subplots().imshow(pale, **how) for how in ({}, {"cmap": "gray"}))

    assert (shown.get_cmap().name, grey.get_cmap().name) == ("viridis", "gray")
    assert (shown.norm.vmin, shown.norm.vmax) == (0.25, 0.5)
    (red, green, blue, _), (r, g, b, _) = (each.to_rgba(0.4) for each in (shown, grey))
    assert not red == green == blue
    assert r == g == b


@claim("axes-of-axes-is-itself", note=PREDICTION, verdict=HOLDS)
def test_have_an_axes_attribute_that_is_themselves(figure):
    """The note: f.axes.get_xaxis(), where f is an Axes already. True, and f.axes is f."""
    f = figure().subplots()

    f.axes.get_xaxis().set_visible(False)

    assert f.axes is f
    assert not f.get_xaxis().get_visible()


@claim("subplots-twenty", note=PREDICTION, verdict=HOLDS_IF)
@pytest.mark.parametrize("images", [20, 2])
def test_are_drawn_in_one_row(figure, images):
    """The note: the first twenty digits, side by side. True of two or more."""
    axes = figure(figsize=(12, 12)).subplots(1, images)

    assert axes.shape == (images,)
    places = [each.get_position() for each in axes]
    assert {place.y0 for place in places} == {places[0].y0}
    assert sorted({place.x0 for place in places}) == [place.x0 for place in places]


@claim("subplots-twenty", note=PREDICTION, verdict=HOLDS_IF)
def test_cannot_be_drawn_by_that_loop_if_there_is_only_one(figure):
    """The condition: two or more. Of one, subplots returns a bare Axes, and zip(figs, …) fails.

    squeeze=False keeps the array.
    """
    axes = figure().subplots(1, 1)

    with pytest.raises(TypeError, match="not iterable"):
        zip(axes, [0], strict=False)
    assert figure().subplots(1, 1, squeeze=False).shape == (1, 1)


@claim("display-svg", note=PREDICTION, verdict=REFUTED)
def test_are_not_turned_to_svg_by_display_svg(figure, capsys):
    """The note: display.display_svg() in front of a figure. It shows its arguments, and has none.

    No format is chosen. That is done by select_figure_formats, which a notebook is asked for by
    set_matplotlib_formats("svg").
    """
    reason = f"{NOT_AVAILABLE}IPython is not installed"
    display = pytest.importorskip("IPython.display", reason=reason)
    formatters = pytest.importorskip("IPython.core.formatters", reason=reason)
    tools = pytest.importorskip("IPython.core.pylabtools", reason=reason)
    shell = SimpleNamespace(display_formatter=formatters.DisplayFormatter())
    drawn = figure()
    drawn.subplots()

    assert display.display_svg() is None
    assert capsys.readouterr().out.strip() == ""
    assert shell.display_formatter.format(drawn)[0].keys() == {"text/plain"}
    tools.select_figure_formats(shell, {"svg"})
    assert shell.display_formatter.format(drawn)[0].keys() == {"text/plain", "image/svg+xml"}
    display.display_svg("something")
    assert "something" in capsys.readouterr().out
