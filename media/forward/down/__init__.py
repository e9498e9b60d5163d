"""What goes out: one RTP stream to one subscriber, continuous whatever is behind it, and its retransmissions."""
