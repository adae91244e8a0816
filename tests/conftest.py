"""The everyday suite draws the same examples each time, so that a change is judged by what it changes; the nightly one
(NPMSYNC_NIGHTLY=1) draws new ones."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("everyday", derandomize=True, deadline=None)
settings.register_profile("nightly", deadline=None)
settings.load_profile("nightly" if os.environ.get("NPMSYNC_NIGHTLY") else "everyday")
