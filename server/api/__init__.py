"""The HTTP door: it decodes, calls one verb of the domain, and encodes. No rule of the business lives here."""
