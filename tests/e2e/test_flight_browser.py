"""A drone card from zip to issue: mosaic, coverage, and a walk by keyboard alone."""

from __future__ import annotations

import re
import zipfile

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from benchmarks.mosaic_flight import flown
from tests.e2e.curl import Curl
from tests.e2e.person import Person, person
from tests.unit.imagery.photos import pictures

pytestmark = [pytest.mark.slow, pytest.mark.browser]
DONE_WITHIN_MS = 300_000
FLIPPED = [f"DJI_00{n}.JPG" for n in range(24, 30)]
NUMBER = re.compile(r"WT-[\d-]+-\d{5}")


STATION = ("BRI-01", "布莱顿海滩")
PAINTED = ("PNT-01", "彩绘地面")
INLET = (-91.99395, 46.8426)


def test_a_card_of_brighton_beach_becomes_a_mosaic_and_is_walked_through_by_keyboard(
    chromium, generated_stack, sample_data, tmp_path
):
    its_station(generated_stack, tmp_path, STATION, INLET)
    with person(chromium, generated_stack, "supervisor") as somebody:
        flight = uploads(somebody, card_of(sample_data, tmp_path), STATION)
        sees_the_mosaic_and_what_was_covered(somebody, flight, frames=11, flipped=FLIPPED)
        somebody.picture("flight")
        names_the_pilot(somebody)
        number = walks_through(somebody)
        finds_the_issue_in_the_ledger(somebody, number)


def test_a_generated_card_becomes_a_mosaic_and_a_coverage_figure(
    chromium, generated_stack, tmp_path
):
    card, inlet = generated_card(tmp_path)
    its_station(generated_stack, tmp_path, PAINTED, inlet)
    with person(chromium, generated_stack, "supervisor") as somebody:
        flight = uploads(somebody, card, PAINTED)
        sees_the_mosaic_and_what_was_covered(somebody, flight, frames=3, flipped=["0002.jpg"])


def generated_card(folder):
    """Return a zip of three frames of one painted ground, and the place in their middle."""
    (folder / "DCIM").mkdir()
    made = flown(folder / "DCIM", 3).frames
    path = folder / "painted.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for frame in made:
            pose = {"RelativeAltitude": f"{frame.height_m:+.2f}"}
            pose |= {"GimbalYawDegree": f"{(frame.yaw_deg + 180) % 360 - 180:+.2f}"}
            pose |= {"GimbalPitchDegree": "-90.00", "GimbalRollDegree": "+0.00"}
            pose |= {"CalibratedFocalLength": "1400.0"}
            told = pictures.exif(
                (frame.lon, frame.lat), taken=f"{frame.taken_at:%Y:%m:%d %H:%M:%S}"
            )
            with Image.open(frame.path) as picture:
                picture.save(frame.path, quality=90, exif=told, xmp=pictures.xmp(**pose))
            archive.write(frame.path, f"DCIM/{frame.name}")
    lon, lat = (sum(getattr(f, axis) for f in made) / len(made) for axis in ("lon", "lat"))
    return path, (round(lon, 7), round(lat, 7))


def its_station(stack, folder, station, inlet) -> None:
    """The generated city has no station there."""
    rows = f"站点编码,站点名称,经度,纬度\n{','.join(station)},{inlet[0]},{inlet[1]}\n"
    (folder / "stations.csv").write_text(rows, "utf-8")
    curl = Curl(stack.url, *stack.account("supervisor"))
    fields = (f"file=@{folder / 'stations.csv'}", "datum=wgs84", "kind=air", "network=city")
    told = [word for field in fields for word in ("-F", field)]
    curl.run(*told, f"{stack.url}/api/v1/imports/stations?commit=1")


def card_of(sample_data, folder):
    path = folder / "brighton.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for photo in sorted((sample_data / "drone/photos/brighton_beach").glob("*.JPG")):
            archive.write(photo, f"DCIM/100MEDIA/{photo.name}")
    return path


def uploads(somebody: Person, card, station) -> int:
    """Drop the zip on the imagery page and go where its row leads; return the flight's id."""
    page = somebody.go("/imagery")
    page.fill("#station", station[0])
    page.click(f"#station-list [role=option]:has-text('{station[1]}')")
    page.set_input_files("#drop input[type=file]:not([webkitdirectory])", card)
    link = page.locator("#queue a[href*='/imagery/flights/']")
    expect(link).to_be_visible(timeout=DONE_WITHIN_MS)
    link.click()
    page.wait_for_url("**/imagery/flights/*")
    return int(page.url.rstrip("/").rsplit("/", 1)[-1])


def sees_the_mosaic_and_what_was_covered(
    somebody: Person, flight: int, *, frames: int, flipped: list[str]
) -> None:
    page = somebody.page
    stages = page.locator("#stages > li")
    expect(stages.nth(4)).to_have_class(re.compile("is-done"), timeout=DONE_WITHIN_MS)
    expect(stages.nth(3)).to_contain_text(f"{frames} / {frames} 张拼入")
    expect(page.locator("#mosaic")).to_contain_text("留出匹配点")
    expect(page.locator("#mosaic")).to_contain_text(f"{len(flipped)} 张的记录偏航相差约 180°")
    expect(page.locator("#map img.leaflet-tile-loaded").first).to_be_visible()
    shares = page.locator("#coverage .cov").first.locator("tbody b").all_inner_texts()
    assert shares
    assert all(re.fullmatch(r"[\d.]+%", share) for share in shares)
    assert turned(page, flight) == flipped


def turned(page: Page, flight: int) -> list[str]:
    """Return the frames whose facts on the page say that the recorded heading was turned."""
    said = page.evaluate(
        """async (id) => {
          const flight = await (await fetch(`/api/v1/flights/${id}`)).json();
          return flight.photos.filter((one) => one.flags.some(
            (flag) => flag.code === "photo.yaw_flipped")).map((one) => one.filename);
        }""",
        flight,
    )
    return sorted(said)


def names_the_pilot(somebody: Person) -> None:
    page = somebody.page
    page.click("#record-box summary")
    page.fill("#record [name=pilot]", "张飞手")
    page.fill("#record [name=licence]", "LX-2016-0624")
    page.click("#record [type=submit]")
    expect(page.locator("#record-said")).to_contain_text("已保存")
    expect(page.locator("#head")).to_contain_text("张飞手")


def walks_through(somebody: Person) -> str:
    """From here on the keyboard alone: every decision, a drawing, another one taken back."""
    page = somebody.page
    press, said = page.keyboard.press, page.locator("#said, #tell")
    review = page.locator("#stages a[href^='/review']")
    review.focus()
    press("Enter")
    page.wait_for_url("**/review?flight=*")
    expect(page.locator("#facts h2")).to_be_visible()
    expect(page.locator("#stage image, #stage img").first).to_be_visible()
    assert waiting_count(page) >= 3  # later looks may add to it while it is walked
    press("1")
    expect(page.locator("#said")).to_contain_text(NUMBER)
    number = NUMBER.search(page.locator("#said").inner_text())[0]
    press("j")
    press("k")
    press("2")
    press("1")
    expect(page.locator("#said")).to_contain_text("不是问题")
    press("u")
    expect(page.locator("#said")).to_contain_text("已撤回")
    press("2")
    press("2")
    expect(page.locator("#said")).to_contain_text("不是问题")
    draws(page)
    expect(said.filter(has_text="已存为线索")).to_be_visible()
    press("1")
    expect(page.locator("#said")).to_contain_text(NUMBER)
    assert NUMBER.search(page.locator("#said").inner_text())[0] != number
    somebody.picture("review-flight")
    return number


def waiting_count(page: Page) -> int:
    return int(re.search(r"\d+", page.inner_text("#count"))[0])


def draws(page: Page) -> None:
    """Draw a heap of rubbish that no detector speaks of, by arrows and space."""
    press = page.keyboard.press
    press("d")
    press("1")
    for key in ("Shift+ArrowLeft", "Space", "Shift+ArrowRight", "Shift+ArrowRight", "Space"):
        press(key)
    for key in ("Shift+ArrowDown", "Shift+ArrowDown", "Space", "Enter"):
        press(key)
    page.wait_for_selector("#types")
    page.keyboard.type("ENV-05")
    press("Enter")


def finds_the_issue_in_the_ledger(somebody: Person, number: str) -> None:
    page = somebody.go("/issues")
    page.locator("tr", has_text=number).locator("a").first.click()
    expect(page.locator("main")).to_contain_text(STATION[1])
