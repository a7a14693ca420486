"""How every page and file of HTML is made: escaped, and with no variable left out."""

from jinja2 import Environment, PackageLoader, StrictUndefined


def environment(package: str, *, lstrip_blocks: bool = True) -> Environment:
    """Return a template engine over the folder `templates` of a package.

    Args:
        package: dotted name.
        lstrip_blocks: whether the indentation before a block tag is left out.
    """
    return Environment(
        loader=PackageLoader(package, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=lstrip_blocks,
    )
