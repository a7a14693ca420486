"""How well it works: tasks, statistics, and the harnesses that break things on purpose."""
