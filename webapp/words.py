"""The catalogues of the rooms whose code does not run here but whose codes are shown here.

Importing them registers their texts.
"""

import geo.mission_messages  # noqa: F401
import imagery.detector_messages
import imagery.log_messages
import imagery.messages
import imagery.mosaic_messages
import imagery.photo_messages
import imagery.product_messages
import imagery.publish_messages  # noqa: F401
import ledger.draws.messages
import ledger.notices  # noqa: F401
import workers.messages  # noqa: F401
