"""Consultation notes: drafts, versions, signing. Sealed before they are stored, audited before they are shown."""
