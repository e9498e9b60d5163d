"""Pure cryptography: canonical bytes, Merkle hashing, sealed envelopes and signed tickets. No I/O, no clock."""
