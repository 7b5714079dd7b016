"""The catalogues of the rooms whose code does not run here but whose codes are shown here."""

import imagery.detector_messages
import imagery.messages
import imagery.product_messages  # noqa: F401
import workers.messages  # noqa: F401  (importing them registers their texts)
