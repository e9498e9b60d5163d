"""Logs: one JSON object a line to standard error. Never health data, tokens or addresses."""

import logging
import sys

import structlog


def configure_logs(level: str) -> None:
    """Send structlog's and the libraries' lines the same way; libraries speak from WARNING on."""
    stamped: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            *stamped,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processor=structlog.processors.JSONRenderer(), foreign_pre_chain=stamped
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
