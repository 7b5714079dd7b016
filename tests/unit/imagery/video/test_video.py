"""Frames of a video: taken at known times, paired with the log, refused when they cannot be."""

import subprocess
import sys

import pytest
from PIL import Image

from imagery.logs import FlightLog, TrackPoint
from imagery.video import companion, is_video, paired, sampled
from tests.unit.imagery.logs.written import code_of

SECONDS, LEVELS = 6, 40
MAKE = """
import sys, av, numpy
path, seconds, gop = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with av.open(path, "w", format="mp4") as out:
    stream = out.add_stream("mpeg4", rate=10)
    stream.width, stream.height, stream.pix_fmt = 160, 96, "yuv420p"
    stream.codec_context.gop_size = gop
    for n in range(seconds * 10):
        grey = numpy.full((96, 160, 3), 4 * n, numpy.uint8)
        out.mux(stream.encode(av.VideoFrame.from_ndarray(grey, "rgb24")))
    out.mux(stream.encode())
"""


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    """Six seconds at ten frames, each frame 4 grey levels brighter, a key frame every 1.5 s."""
    path = tmp_path_factory.mktemp("video") / "DJI_0001.MP4"
    subprocess.run([sys.executable, "-c", MAKE, str(path), str(SECONDS), "15"], check=True)
    return path


def test_a_frame_is_the_one_of_the_time_it_says(video, tmp_path):
    """The key frame at 1.5 s stands in for 2 s; near 4 s there is none."""
    frames = sampled(video, tmp_path, 2)
    assert [offset for offset, _ in frames] == pytest.approx([0.0, 1.5, 4.0], abs=0.001)
    for offset, path in frames:
        with Image.open(path) as picture:
            assert picture.size == (160, 96)
            grey = picture.convert("L").getpixel((80, 48))
        assert grey == pytest.approx(offset * LEVELS, abs=6)
    assert sorted(path for _, path in frames) == sorted(tmp_path.glob("*.jpg"))


def test_frames_carry_no_metadata(video, tmp_path):
    (_, path), *_ = sampled(video, tmp_path, 600)
    with Image.open(path) as picture:
        assert not picture.getexif()


@pytest.mark.parametrize(
    ("content", "every_s", "code"),
    [
        (b"", 1, "intake.empty"),
        (b"\xff\xd8\xff\xe0" * 9, 1, "video.kind_not_allowed"),
        (b"\0\0\0\x18ftypisom" + b"\0" * 99, 1, "video.unreadable"),
        (b"\0\0\0\x18ftypisom", 0.01, "video.step"),
    ],
)
def test_what_is_no_video_is_refused(tmp_path, content, every_s, code):
    path = tmp_path / "x.mp4"
    path.write_bytes(content)
    assert code_of(lambda: sampled(path, tmp_path / "out", every_s)) == code


def test_a_cut_video_is_refused_and_leaves_nothing(video, tmp_path):
    path = tmp_path / "cut.mp4"
    path.write_bytes(video.read_bytes()[:3000])
    assert is_video(path)
    assert code_of(lambda: sampled(path, tmp_path / "out", 1)) == "video.unreadable"
    assert list((tmp_path / "out").iterdir()) == []


def test_each_frame_gets_the_place_of_its_moment_or_none(tmp_path):
    points = tuple(
        TrackPoint(at=None, lon=120.75 + n, lat=30.75, offset_s=float(n)) for n in (1, 2, 9)
    )
    log = FlightLog(kind="srt", points=points)
    frames = [(offset, tmp_path) for offset in (0.2, 1.5, 5.0, 9.5, 11.0)]
    places = [frame.point and frame.point.lon for frame in paired(frames, log)]
    assert places == [121.75, 122.25, None, 129.75, None]
    assert paired(frames[:1], FlightLog(kind="srt"))[0].point is None


def test_a_videos_own_log_is_the_one_of_its_name():
    names = ["DJI_0002.SRT", "dji_0001.srt", "DJI_0001.JPG"]
    assert companion("DCIM/DJI_0001.MP4", names) == "dji_0001.srt"
    assert companion("DJI_0003.MP4", names) is None
