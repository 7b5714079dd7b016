import contextlib
import io
import json
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import Refused
from ledger.station_import import read_table
from ledger.station_import.limits import Limits

HEAD = "站点编码,站点名称,经度,纬度"
ROW = "1252A,清河小学,120.7439,30.7780"


def csv(*rows, head=HEAD, encoding="utf-8"):
    return "\n".join([head, *rows]).encode(encoding)


def xlsx(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def refused(data, name="list.csv", **kwargs):
    with pytest.raises(Refused) as refusal:
        read_table(data, name, **kwargs)
    return refusal.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_both_chinese_encodings_read_the_same(encoding):
    table = read_table(csv(ROW, encoding=encoding), "list.csv")
    assert table.headers == ("站点编码", "站点名称", "经度", "纬度")
    assert table.records[0].cells["站点名称"] == "清河小学"
    assert table.records[0].number == 2


def test_a_gb18030_word_that_is_also_utf8_is_not_taken_for_a_mixture():
    assert "模".encode("gb18030").decode("utf-8") == "ģ"
    table = read_table(csv(ROW, "1253A,模,120,30", encoding="gb18030"), "list.csv")
    assert table.records[1].cells["站点名称"] == "模"


def test_two_encodings_in_one_file_are_refused_with_row_and_byte():
    good = csv(ROW) + b"\n"
    refusal = refused(good + "1253A,嘉兴学院,120,30".encode("gbk"))
    assert refusal.code == "table.mixed_encoding"
    assert refusal.params == {"row": 3, "byte": len(good) + len("1253A,")}


def test_a_byte_of_no_encoding_is_refused_where_it_stands():
    assert refused(csv(encoding="gb18030") + b"\n1,\xff\xff,1,1").params["row"] == 2


def test_nul_and_utf16_are_refused():
    assert refused(csv("1\0,x,1,1")).code == "table.nul"
    assert refused(HEAD.encode("utf-16")).code == "table.encoding"


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_the_separator_is_the_headers(separator):
    table = read_table(csv(ROW).replace(b",", separator.encode()), "list.csv")
    assert len(table.headers) == 4


def test_a_row_with_more_cells_than_the_header_is_named():
    (record,) = read_table(csv("1252A,站,118,7,32,1"), "list.csv").records
    assert record.problems[0].code == "table.ragged"


def test_a_quote_that_never_closes_is_refused():
    assert refused(csv('1252A,"站' + "x" * 200_000)).code == "table.csv"
    assert refused(csv('1252A,"站')).code == "table.csv"


def test_a_header_may_stand_only_once():
    assert refused(csv(head="站点编码,站点编码")).code == "table.duplicate_header"


def test_rows_cells_columns_and_bytes_are_limited():
    small = Limits(max_rows=1, max_cell=20, max_columns=4, max_bytes=500)
    assert refused(csv(ROW, ROW), limits=small).code == "table.too_many"
    assert refused(csv("1252A," + "x" * 30), limits=small).code == "table.cell_too_long"
    assert refused(csv(head=HEAD + ",a"), limits=small).code == "table.too_many"
    assert refused(csv(ROW * 20), limits=small).code == "table.too_big"


def test_excel_cells_come_as_the_text_a_person_sees():
    data = xlsx(["站点编码", "站点名称", "经度", "停运"], [330421001, "清河", 120.5, True])
    (record,) = read_table(data, "list.xlsx").records
    assert record.cells == {
        "站点编码": "330421001",
        "站点名称": "清河",
        "经度": "120.5",
        "停运": "true",
    }


def test_a_formula_is_refused_and_text_that_looks_like_one_is_text():
    assert refused(xlsx(["站点编码"], ["=1+1"]), "list.xlsx").params == {"row": 2, "column": 1}
    (record,) = read_table(csv('1252A,"=1+1",120,30'), "list.csv").records
    assert record.cells["站点名称"] == "=1+1"


def rezip(data, change):
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for part in old.infolist():
            text = change(old.read(part)) if "sheet1" in part.filename else old.read(part)
            new.writestr(part.filename, text, compress_type=zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def test_a_workbook_that_unpacks_too_big_is_refused_unopened():
    bomb = rezip(xlsx(["站点编码"]), lambda text: text + b" " * 60_000_000)
    assert len(bomb) < 1_000_000
    assert refused(bomb, "list.xlsx").code == "xlsx.bomb"


def test_declared_entities_are_refused_unopened():
    evil = rezip(xlsx(["站点编码"]), lambda text: b'<!DOCTYPE x [<!ENTITY a "b">]>' + text)
    assert refused(evil, "list.xlsx").code == "xlsx.entities"


def test_a_cell_in_the_last_row_is_not_waited_for():
    far = rezip(
        xlsx(["站点编码"], ["1252A"]), lambda text: text.replace(b'<row r="2"', b'<row r="1048576"')
    )
    assert read_table(far, "list.xlsx").records == ()


@pytest.mark.parametrize("data", [b"PK\x03\x04nonsense", b"\xd0\xcf\x11\xe0old"])
def test_what_only_claims_to_be_a_workbook_is_refused(data):
    assert refused(data, "list.xlsx").code == "xlsx.not_workbook"


def test_other_formats_are_refused_by_name():
    assert refused(b"%PDF-1.7", "list.pdf").code == "table.unknown_format"


def test_geojson_points_are_rows():
    feature = {
        "type": "Feature",
        "properties": {"编码": 330421001, "名称": "测站", "nested": {"a": 1}},
        "geometry": {"type": "Point", "coordinates": [120.9, 30.8]},
    }
    data = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    (record,) = read_table(data, "list.geojson").records
    assert record.cells == {
        "编码": "330421001",
        "名称": "测站",
        "longitude": "120.9",
        "latitude": "30.8",
    }


@given(st.binary(max_size=200), st.sampled_from(["a.csv", "a.xlsx", "a.geojson"]))
def test_arbitrary_bytes_are_read_or_refused_never_worse(data, name):
    with contextlib.suppress(Refused):
        assert read_table(data, name).headers


def test_hostile_tables_end_as_the_manifest_says(sample_data):
    hostile = sample_data / "hostile"
    entries = json.loads((hostile / "manifest.json").read_text("utf-8"))
    chosen = [e for e in entries if e["file"].startswith("table/")]
    assert len(chosen) >= 12
    for entry in chosen:
        try:
            read_table((hostile / entry["file"]).read_bytes(), entry["file"])
            outcome = "accept"
        except Refused:
            outcome = "reject"
        if entry["expect"] in {"reject", "accept", "accept-sanitise"}:
            assert entry["expect"].startswith(outcome), entry["file"]
