"""Version of the cleaning steps."""

from typing import Final

# Change this whenever a step's behaviour changes: indexes made with another version are rebuilt.
CLEANING_VERSION: Final = "7"
