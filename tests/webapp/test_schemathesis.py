"""Requests made up from the description of the API, right ones and wrong ones: the answers are as described."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, seed, settings
from schemathesis import Case
from werkzeug.test import Client

from data.ids import listing_id
from tests.webapp.support import community, full_listing, publish, settings_at
from webapp import create_app
