"""How much one subscriber's downlink can take, and what it is spent on: sound first, then the pictures.

`delivery` reads what the subscriber says arrived, `arrivals` says the same to publishers. `bandwidth` estimates;
`receipts`, `throughput`, `trend`, `aimd`, `loss` and `probe` are its parts. `layers` spends the estimate, `demand`
tells publishers what of theirs is wanted, and `mos` tells people how the sound is.
"""
