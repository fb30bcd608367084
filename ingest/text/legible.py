"""What a reader can make out: one notion of "too small" and "in the colour of its background"."""

SMALLEST_READABLE_POINTS = 2.0  # a 300 dpi print has 8 dots for such a line
SAME_COLOUR = 20  # of 255 in every channel: nobody tells the two apart
OPAQUE_ENOUGH = 0.05  # fainter text leaves no trace

Colour = tuple[float, float, float]  # red, green, blue, 0 to 255
WHITE: Colour = (255.0, 255.0, 255.0)
BLACK: Colour = (0.0, 0.0, 0.0)


def looks_the_same(one: Colour, other: Colour) -> bool:
    """Whether text in one of the colours cannot be told from a background in the other."""
    return all(abs(a - b) <= SAME_COLOUR for a, b in zip(one, other, strict=True))


def blended(colour: Colour, opacity: float, background: Colour) -> Colour:
    """The colour that is seen where a part of the background shines through."""
    red, green, blue = (
        opacity * a + (1 - opacity) * b for a, b in zip(colour, background, strict=True)
    )
    return red, green, blue
