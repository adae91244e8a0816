"""What became of one answer."""

from __future__ import annotations

from typing import Any

Result = tuple[str, dict[str, Any]]
"""(taken, waiting or noted; what is said of it)"""
