"""One UDP port for every peer: ICE-lite, DTLS and SRTP up to the point where clear packets appear.

The files of this folder are the only importers of aiortc, aioice and pylibsrtp: `sdp` (session descriptions),
`ice` (STUN), `dtls` (handshake and keys), `srtp` (packet protection), `udp` (host addresses). Private names of
those libraries are used in `dtls` and `srtp` alone, and one seam test fails first when they move.
"""
