"""The catalogues of the rooms whose code does not run here but whose codes are shown here.

Importing them registers their texts.
"""

import geo.mission_messages  # noqa: F401
import imagery.detector_messages  # noqa: F401
import imagery.log_messages  # noqa: F401
import imagery.messages  # noqa: F401
import imagery.mosaic_messages  # noqa: F401
import imagery.photo_messages  # noqa: F401
import imagery.product_messages  # noqa: F401
import imagery.publish_messages  # noqa: F401
import workers.messages  # noqa: F401
