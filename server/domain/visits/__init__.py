"""The visit from booking to outcome: its state table, its seats, the waiting room, and who may enter."""
