"""How connections are: what a device check finds before a visit, and what is sampled while it runs."""

from server.domain.quality.check import Cause, Device, DeviceCheck, Grade, Measured, Path, Speaker
from server.domain.quality.model import SPACING_S, Readiness, Sample, SeatQuality, Summary, Way, WaySummary
from server.domain.quality.service import QualityService

__all__ = [
    "SPACING_S",
    "Cause",
    "Device",
    "DeviceCheck",
    "Grade",
    "Measured",
    "Path",
    "QualityService",
    "Readiness",
    "Sample",
    "SeatQuality",
    "Speaker",
    "Summary",
    "Way",
    "WaySummary",
]
