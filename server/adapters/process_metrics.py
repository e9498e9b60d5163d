"""What this process holds, for /metrics: tasks, rooms, peers and packets. Numbers only, no labels."""

import asyncio
from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from media import MediaNode

_GAUGES = {"rooms": "Visits with a call.", "peers": "People in calls."}


class ProcessMetrics(Collector):
    def __init__(self, node: MediaNode) -> None:
        self._node = node

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("bedside_tasks", "Tasks of the event loop.", len(asyncio.all_tasks()))
        for name, value in self._node.stats().items():
            if name in _GAUGES:
                yield GaugeMetricFamily(f"bedside_media_{name}", _GAUGES[name], value)
            else:
                yield CounterMetricFamily(f"bedside_media_{name}", "Media datagrams.", value)
