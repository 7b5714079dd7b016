"""What the imports of stations, districts and readings say, in Chinese and English."""

from __future__ import annotations

from geo import messages

messages.register(
    {
        "table.too_big": (
            "文件 {bytes} 字节，超过上限 {limit} 字节；请拆分后再导入",
            "the file has {bytes} bytes, the limit is {limit}; split it",
        ),
        "table.empty": ("文件是空的", "the file is empty"),
        "table.unknown_format": (
            "文件“{filename}”不是 CSV、XLSX 或 GeoJSON；请另存为其中一种",
            "“{filename}” is neither CSV, XLSX nor GeoJSON; save it as one of these",
        ),
        "table.encoding": (
            "第 {row} 行（第 {byte} 字节）既不是 UTF-8 也不是 GB18030；请统一另存为 UTF-8",
            "row {row} (byte {byte}) is neither UTF-8 nor GB18030; save the file as UTF-8",
        ),
        "table.mixed_encoding": (
            "文件混用了两种编码：第 {row} 行（第 {byte} 字节）不是 UTF-8，其他行是；"
            "请统一另存为 UTF-8",
            "two encodings in one file: row {row} (byte {byte}) is not UTF-8, other rows are; "
            "save it as UTF-8 throughout",
        ),
        "table.nul": (
            "第 {row} 行（第 {byte} 字节）含有 NUL 字符，文件已损坏",
            "row {row} (byte {byte}) holds a NUL, the file is damaged",
        ),
        "table.csv": (
            "第 {row} 行附近的 CSV 写法有误（{reason}）；请检查引号",
            "the CSV is not well formed near row {row} ({reason}); check the quotes",
        ),
        "table.too_many": (
            "{what} 超过上限 {limit}；请拆分后再导入",
            "more than {limit} {what}; split the file",
        ),
        "table.cell_too_long": (
            "第 {row} 行第 {column} 列有 {length} 个字符，超过上限 {limit}",
            "row {row}, column {column} holds {length} characters, the limit is {limit}",
        ),
        "table.duplicate_header": (
            "第 {first} 列和第 {second} 列都是“{header}”；每列只能出现一次",
            "columns {first} and {second} are both “{header}”; each may stand only once",
        ),
        "table.ragged": (
            "这一行有 {cells} 格，表头只有 {columns} 列；多半是数字里用了逗号或少了引号",
            "this row has {cells} cells, the header {columns}; most likely a decimal comma or a "
            "missing quote",
        ),
        "xlsx.not_workbook": (
            "不是有效的 XLSX 工作簿（{reason}）；旧的 .xls 请另存为 .xlsx",
            "not a valid XLSX workbook ({reason}); save an old .xls as .xlsx",
        ),
        "xlsx.bomb": (
            "XLSX 解压后 {bytes} 字节，超过上限 {limit}，拒绝打开",
            "the XLSX unpacks to {bytes} bytes, the limit is {limit}; refused",
        ),
        "xlsx.entities": (
            "XLSX 的 {part} 里有 DOCTYPE 或实体声明，拒绝打开",
            "{part} of the XLSX declares a DOCTYPE or entities; refused",
        ),
        "xlsx.formula": (
            "第 {row} 行第 {column} 列是公式；本系统不计算公式，请改为数值后再导入",
            "row {row}, column {column} is a formula; formulas are never evaluated, paste values",
        ),
        "import.missing_column": (
            "缺少“{name}”列；可用的表头有：{headers}",
            "there is no “{name}” column; any of these headers will do: {headers}",
        ),
        "import.same_column": (
            "“{first}”和“{second}”是同一项内容，只保留一列",
            "“{first}” and “{second}” mean the same; keep one of them",
        ),
        "import.no_rows": ("文件里没有站点", "the file holds no station"),
        "import.has_problems": (
            "有 {count} 处错误，一行也没有导入；请按预览逐行改正",
            "{count} errors, so nothing was imported; correct the rows that the preview names",
        ),
        "import.not_a_point": (
            "要素几何是 {kind}，站点须为 Point",
            "the feature is a {kind}; a station is a Point",
        ),
        "import.kind_assumed": (
            "文件没有站点类别列，也未声明类别，按“空气站”导入；如为水站请声明 kind=water",
            "there is no kind column and none was declared, so the stations are taken as air; "
            "declare kind=water for water stations",
        ),
        "import.ignored_columns": (
            "未使用的列：{columns}",
            "columns that are not used: {columns}",
        ),
        "import.outside": (
            "{count} 个站点不在任何已导入的行政区内，属地留空",
            "{count} stations lie in no imported district; the district they stand in stays empty",
        ),
        "import.required": ("不能为空", "must not be empty"),
        "import.number": (
            "“{value}”不是普通数字（半角数字，小数点为“.”）",
            "“{value}” is not a plain number (half-width digits, decimal point)",
        ),
        "import.range": (
            "{value} 不在 {low} 到 {high} 之间；请核对，经纬度是否填反",
            "{value} is not between {low} and {high}; check it, and whether longitude and latitude "
            "are swapped",
        ),
        "import.null_island": (
            "坐标为 0, 0，多半是没有填写",
            "the position is 0, 0, most likely never filled in",
        ),
        "import.choice": (
            "“{value}”不在可选值之内：{choices}",
            "“{value}” is not one of {choices}",
        ),
        "import.code": (
            "编码“{value}”无效：1 至 64 位半角字母、数字、“-”“_”“.”；"
            "若显示为 1.23E+17 之类，是表格软件改掉了编码",
            "“{value}” is not a code: 1 to 64 half-width letters, digits, “-”, “_”, “.”; "
            "something like 1.23E+17 means that a spreadsheet changed it",
        ),
        "import.duplicate_code": (
            "编码“{value}”与第 {other} 行重复（不分大小写）",
            "code “{value}” stands in row {other} too (case does not count)",
        ),
        "import.code_case": (
            "编码“{value}”与已有站点“{other}”只有大小写不同；请统一",
            "code “{value}” differs from the station “{other}” by case only; use one spelling",
        ),
        "import.out_of_reach": (
            "站点“{value}”不在您的职责范围内，不能由您导入",
            "the station “{value}” is not within your reach; you cannot import it",
        ),
        "import.text": (
            "含有不可见的控制字符或双向控制字符（{name}），请删除",
            "holds an invisible control or bidirectional character ({name}); remove it",
        ),
        "import.too_long": (
            "{length} 个字符，超过上限 {limit}",
            "{length} characters, the limit is {limit}",
        ),
        "import.date": (
            "“{value}”不是明确的日期，请写成 2026-03-31",
            "“{value}” is not an unambiguous date; write 2026-03-31",
        ),
        "import.hours": (
            "“{value}”不是开放时间，请写成 08:00-18:00",
            "“{value}” is not a span of hours; write 08:00-18:00",
        ),
        "import.pair": (
            "经度和纬度须同时填写",
            "longitude and latitude belong together",
        ),
        "import.company_unknown": (
            "没有名为“{value}”的运维单位；请先登记，或在导入时选择“新建单位”",
            "there is no O&M company “{value}”; register it first, or let the import create it",
        ),
        "import.district_unknown": (
            "没有名称或代码为“{value}”的行政区；请先导入行政区，或改用六位代码",
            "there is no district named “{value}”; import the districts first or use the code",
        ),
        "import.remote_reason": (
            "标为偏远或难到达的站点须写明原因",
            "a station marked as remote or hard to reach needs a reason",
        ),
        "station.not_found": ("没有编码为 {value} 的站点", "there is no station {value}"),
        "station.unknown_field": (
            "站点没有“{field}”这一项，或不能直接修改",
            "a station has no field “{field}” that can be changed",
        ),
        "readings.format": (
            "认不出的读数文件：表头应含站点编码、时间和参数（{headers}）",
            "not a readings file that is known: the header names station, time and parameters "
            "({headers})",
        ),
        "readings.row": (
            "第 {row} 行：{field} 的值“{value}”无法识别，整个文件未导入",
            "row {row}: “{value}” is not a valid {field}; nothing of the file was imported",
        ),
        "readings.compression": (
            "压缩文件已损坏，或解压后超过上限 {limit} 字节",
            "the compressed file is damaged or unpacks beyond the limit of {limit} bytes",
        ),
    }
)
