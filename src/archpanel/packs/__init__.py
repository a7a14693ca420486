"""Role packs: what a role asks for, its questions, and how it is decided."""

from archpanel.packs.loading import load_pack, pack_ids, pack_path, vector_files

__all__ = ["load_pack", "pack_ids", "pack_path", "vector_files"]
