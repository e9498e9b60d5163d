"""What comes in: order, losses, history, key frames and statistics of one RTP stream."""
