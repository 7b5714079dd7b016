import subprocess
import sys

import settings

ASK = """
import sys
import geo.crs, geo.datum, geo.districts, geo.geojson, geo.zones
print([name for name in ("geopandas", "pandas", "pyogrio") if name in sys.modules])
"""


def test_data_frames_are_loaded_only_where_districts_are_joined():
    done = subprocess.run(
        [sys.executable, "-c", ASK], cwd=settings.ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
