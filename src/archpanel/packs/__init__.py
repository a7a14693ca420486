"""Role packs: what a role asks for, its questions, and how it is decided."""

from archpanel.packs.loading import load_pack, pack_ids, pack_path

__all__ = ["load_pack", "pack_ids", "pack_path"]
