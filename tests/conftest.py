"""Options and folders that all tests share."""

from pathlib import Path

import pytest
from hypothesis import settings

# The same cases on every machine, however busy it is.
settings.register_profile("briefgen", deadline=None, derandomize=True)
settings.load_profile("briefgen")

REPOSITORY = Path(__file__).parent.parent
CORPUS = Path(__file__).parent / "corpus"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write the expected results anew")
    parser.addoption("--every-input", action="store_true", help="run all hostile inputs, not a third of them")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update"))
