"""What nobody can notice of the diabetes table."""

FAULTS = {}

EQUIVALENT = {
    **{
        ("usedforsecurity=False", other): "said where md5 is forbidden, which is not here"
        for other in ("usedforsecurity=None", "usedforsecurity=True", "")
    },
    ('else ""', 'else "XXXX"'): "there is no such file either",
}
