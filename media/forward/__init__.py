"""Packet logic without I/O and without a clock: bytes and `now` (monotonic seconds) go in, decisions come out.

Packets are looked at and rewritten in place. Inside this package a packet is named by its *index*: the 16-bit
sequence number continued past its wrap, so that order is plain integer order.
"""
