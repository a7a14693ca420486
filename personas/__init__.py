"""The seats on the panel, one YAML file each. A coach edits here, and nowhere else."""

from archpanel.personas.loading import (
    load_persona,
    persona_ids,
    persona_path,
    read_persona,
    seat_panel,
)

__all__ = ["load_persona", "persona_ids", "persona_path", "read_persona", "seat_panel"]
