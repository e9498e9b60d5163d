"""Consultation notes: drafts, versions and signing; sealed before they are stored, audited before they are shown."""
