"""Wrong progress bars."""

FAULTS = {
    "progress": {
        "also-into-files": ("if not watched(stream):", "if False:"),
        "never": ("if not watched(stream):", "if True:"),
        "in-ci-too": ("watched(stream)", "stream.isatty()"),
        "nothing-where-nobody-looks": (
            "    if not watched(stream):\n        yield from items\n",
            "    if not watched(stream):\n        yield from ()\n",
        ),
        "no-more-than-two": (
            "        yield from items\n        return\n    try:",
            "        yield from [item for _, item in zip('ab', items)]\n        return\n    try:",
        ),
        "left-behind": ("transient=True", "transient=False"),
        "a-newline-at-the-end": (
            "        yield from items\n        return\n    try:",
            "        yield from items\n        stream.write('\\n')\n        return\n    try:",
        ),
    },
}
