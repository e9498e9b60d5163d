"""The business, one folder per capability. It knows a transaction, an actor and a clock; no door, no socket.

From the top: `notes` → `visits` → `scheduling` → `identity` → `audit`. Upper may use lower, never the reverse.
"""
