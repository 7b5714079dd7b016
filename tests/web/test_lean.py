import subprocess
import sys

import settings

ASK = """
import sys
from webapp import create_app
create_app(send=lambda job, queue: None)
names = ("pandas", "geopandas", "rasterio", "cv2", "scipy", "lightgbm", "rio_tiler")
print([name for name in names if name in sys.modules])
import pandas
print(pandas.DataFrame({"a": [1]}).shape)
"""


def test_a_web_process_carries_neither_data_frames_nor_raster_libraries(tmp_path, monkeypatch):
    monkeypatch.setenv("XUNZHAN_HOME", str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-c", ASK], cwd=settings.ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines() == ["[]", "(1, 1)"], done.stderr
