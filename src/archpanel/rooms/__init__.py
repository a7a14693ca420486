"""Rooms: sessions that several people reach over a network, each with what is theirs."""
