"""From the texts of options to the values that they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from surfaceviz.base.errors import InputError
from surfaceviz.settings.options import FORMS

if TYPE_CHECKING:
    from collections.abc import Callable


def typed(name: str) -> Callable[[str], Any]:
    """Return the type of the option that has the setting's name."""
    form = FORMS[name]

    def convert(text: str) -> Any:
        """Read the text of an option."""
        try:
            return form.read(text)
        except InputError as error:
            raise click.BadParameter(str(error)) from error
        except (ValueError, KeyError) as error:
            raise click.BadParameter(f"expected {form.expected}, got {text!r}") from error

    return convert
