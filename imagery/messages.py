"""The words of intake, photos, cards, tiles and guesses: refusals and flags."""

from __future__ import annotations

from geo.messages import register

register(
    {
        "intake.not_a_file": (
            "没有这个文件；请核对路径。",
            "There is no such file; check the path.",
        ),
        "intake.empty": (
            "文件是空的；请重新上传。",
            "The file is empty; upload it again.",
        ),
        "intake.kind_not_allowed": (
            "文件内容不是 GeoTIFF、JPEG、PNG 或 JPEG 2000（与扩展名无关）；请导出为其中一种。",
            "The content is not GeoTIFF, JPEG, PNG or JPEG 2000, whatever its name says; export "
            "it as one of these.",
        ),
        "intake.too_many_bytes": (
            "文件 {megabytes} MB，超过上限 {limit} MB；请裁剪或压缩后再传。",
            "The file has {megabytes} MB, more than the {limit} MB allowed; cut or compress it.",
        ),
        "intake.too_many_pixels": (
            "影像声明 {width}×{height} 像素，超过 {limit} 百万像素或边长上限；请分幅上传。",
            "The image declares {width}x{height} pixels, beyond {limit} megapixels or the longest "
            "side allowed; upload it in parts.",
        ),
        "intake.too_many_bands": (
            "影像有 {bands} 个波段，超过上限 {limit}；请只保留需要的波段。",
            "The image has {bands} bands, more than the {limit} allowed; keep those needed.",
        ),
        "intake.aspect": (
            "影像 {width}×{height} 过于狭长；请核对导出范围。",
            "The image is {width}x{height}, too narrow to be a picture; check the export.",
        ),
        "intake.too_many_pages": (
            "TIFF 含有超过 {limit} 个页面；请导出为单页文件。",
            "The TIFF holds more than {limit} pages; export a single one.",
        ),
        "intake.loop": (
            "TIFF 目录指向自身，文件已损坏；请重新导出。",
            "The TIFF's directories point at themselves: the file is damaged; export it again.",
        ),
        "intake.damaged": (
            "文件结构损坏（{where}）；请重新导出或上传。",
            "The file's structure is damaged ({where}); export or upload it again.",
        ),
        "intake.truncated": (
            "文件不完整，内容在中途截断；请重新上传。",
            "The file is incomplete, it ends in the middle; upload it again.",
        ),
        "intake.checksum": (
            "文件校验码不符（{where}），内容已损坏；请重新上传。",
            "A checksum does not fit ({where}): the content is damaged; upload it again.",
        ),
        "intake.bomb": (
            "文件解开后有 {megabytes} MB，超过存储大小的 {limit} 倍；请导出为普通压缩的文件。",
            "The file unfolds to {megabytes} MB, more than {limit} times its size; export it with "
            "ordinary compression.",
        ),
        "intake.text_bomb": (
            "文件内的文字信息解压后过大；请去除元数据后再传。",
            "Text inside the file unfolds beyond all measure; remove the metadata.",
        ),
        "intake.too_many_scans": (
            "JPEG 扫描次数超过 {limit}；请另存为普通 JPEG。",
            "The JPEG has more than {limit} scans; save it as an ordinary JPEG.",
        ),
        "intake.block_too_large": (
            "TIFF 的单个分块解开后有 {megabytes} MB；请导出为分块（tiled）的文件。",
            "One block of the TIFF unfolds to {megabytes} MB; export it tiled.",
        ),
        "intake.compression": (
            "不支持的 TIFF 压缩方式（编号 {number}）；请用 Deflate、LZW、ZSTD 或 JPEG。",
            "TIFF compression number {number} is not supported; use Deflate, LZW, ZSTD or JPEG.",
        ),
        "intake.pixel_type": (
            "不支持的像元类型（{kind}）；请导出为 8、16 或 32 位整数或浮点数。",
            "Pixel type {kind} is not supported; export 8, 16 or 32 bit integers or floats.",
        ),
        "intake.bad_geotransform": (
            "影像的像元大小或原点为零或不是有限数，无法定位；请重新导出坐标信息。",
            "The pixel size or origin is zero or not finite, so the image cannot be placed; "
            "export its georeference again.",
        ),
        "intake.crs_missing": (
            "影像有坐标网格但没有坐标系；请指明坐标系后重新导出。",
            "The image has a grid but no coordinate system; export it with its CRS.",
        ),
        "intake.position_implausible": (
            "坐标与坐标系 {crs} 不符，超出其范围；请核对坐标系。",
            "The coordinates do not fit {crs}, they lie outside its range; check the CRS.",
        ),
        "intake.antimeridian": (
            "影像跨越 180 度经线，不支持；请在该线两侧分幅。",
            "The image crosses the 180 degree meridian, which is not supported; split it there.",
        ),
        "intake.unreadable": (
            "影像内容无法完整读取，可能已损坏或不完整；请重新导出或上传。",
            "The image cannot be read to its end, it may be damaged or incomplete; export or "
            "upload it again.",
        ),
        "intake.too_slow": (
            "处理超过时限，已停止；请分幅或用普通压缩方式导出。",
            "Reading took longer than allowed and was stopped; upload parts or use ordinary "
            "compression.",
        ),
        "intake.too_heavy": (
            "处理所需内存超过上限，已停止；请分幅或导出为分块（tiled）文件。",
            "Reading needed more memory than allowed and was stopped; upload parts or export it "
            "tiled.",
        ),
        "intake.crashed": (
            "读取该文件时处理进程异常退出，文件未入库；请重新导出后再试。",
            "The process that read the file ended abnormally, nothing was stored; export the file "
            "again and retry.",
        ),
        "intake.build": (
            "本机的 GDAL {version} 缺少驱动 {missing}，无法读取所承诺的影像；请重新安装 rasterio。",
            "GDAL {version} of this machine lacks the drivers {missing} and cannot read what is "
            "promised; install rasterio again.",
        ),
        "intake.no_position": (
            "影像没有地理坐标。",
            "The image has no geographic position.",
        ),
        "intake.no_display": (
            "影像超出网络地图的纬度或缩放级别范围，没有生成瓦片。",
            "The image lies beyond the web map's latitudes or zooms; no tiles were made.",
        ),
        "intake.shows_nothing": (
            "影像没有任何有效像元：全部为无数据。",
            "The image holds no valid pixel: all of it is missing.",
        ),
        "intake.name_disagrees": (
            "扩展名与内容不符，按内容处理。",
            "The name's ending disagrees with the content; the content counts.",
        ),
        "intake.extra_pages": (
            "TIFF 含有多个页面，只采用第一页。",
            "The TIFF holds several pages; only the first was taken.",
        ),
        "intake.nodata_ignored": (
            "空值标签不适用于该像元类型，已忽略。",
            "The no-data tag does not fit the pixel type and was ignored.",
        ),
        "intake.black_border": (
            "影像四周有纯黑边且没有空值标签；与边框相连的黑色已按无数据处理，图内的黑色保留。",
            "The picture has black borders without a no-data tag; black that touches the frame is "
            "taken as missing, black inside the picture stays.",
        ),
        "intake.lossy_copy": (
            "大幅彩色影像以高质量 JPEG 保存，像元值可能有几个灰度的差别；原文件的校验值已记录。",
            "This large colour picture is kept as JPEG of high quality, values may differ by a few "
            "grey levels; the original file's hash is recorded.",
        ),
        "intake.metadata_flood": (
            "文件带有异常多的元数据段，已全部去除。",
            "The file carried an unusual number of metadata segments; all were removed.",
        ),
        "intake.trailing_bytes": (
            "图像结束后还有其他内容，已去除。",
            "Other content followed the end of the image and was removed.",
        ),
        "guess.bands_from_descriptions": (
            "波段按文件中的波段说明认定。",
            "Bands were taken from the file's band descriptions.",
        ),
        "guess.bands_from_colours": (
            "波段按文件标注的颜色认定。",
            "Bands were taken from the colours the file names.",
        ),
        "guess.bands_from_name": (
            "波段按产品文件名认定。",
            "The band was taken from the product's file name.",
        ),
        "guess.fourth_is_nir": (
            "第四波段按近红外认定。",
            "The fourth band was taken as near infrared.",
        ),
        "guess.order_rgb": (
            "文件没有说明波段，8 位影像按红、绿、蓝（、近红外）的顺序认定。",
            "The file does not name its bands; 8 bit ones were taken as red, green, blue "
            "(, near infrared).",
        ),
        "guess.order_bgrn": (
            "文件没有说明波段，16 位四波段按蓝、绿、红、近红外的顺序认定。",
            "The file does not name its bands; four 16 bit ones were taken as blue, green, red, "
            "near infrared.",
        ),
        "guess.bands_unknown": (
            "无法认定波段，请指明。",
            "The bands could not be told; please name them.",
        ),
        "guess.scale_from_metadata": (
            "比例系数取自文件。",
            "Scale and offset were taken from the file.",
        ),
        "guess.scale_from_description": (
            "比例系数按波段说明中的倍数认定。",
            "The scale was taken from the factor in the band descriptions.",
        ),
        "guess.scale_from_type": (
            "比例系数按数据类型认定。",
            "The scale was taken from the data type.",
        ),
        "guess.scale_from_landsat": (
            "按 Landsat 第 2 集合地表反射率的比例和偏移认定。",
            "Scale and offset are those of Landsat Collection 2 surface reflectance.",
        ),
        "guess.scales_differ": (
            "各波段的比例不同，以第一个波段的为准；请核对。",
            "The bands' scales differ; the first band's was taken. Please check.",
        ),
        "guess.offset_from_baseline": (
            "按哨兵二号处理基线 04.00 及以上的偏移 -0.1 认定。",
            "The offset of -0.1 of Sentinel-2 processing baseline 04.00 and later was taken.",
        ),
        "guess.cloud_from_description": (
            "云概率波段按波段说明认定。",
            "The cloud band was taken from the band descriptions.",
        ),
        "guess.time_from_metadata": (
            "拍摄时间取自文件元数据。",
            "The capture time was taken from the file's metadata.",
        ),
        "guess.time_from_name": (
            "拍摄时间取自文件名。",
            "The capture time was taken from the file name.",
        ),
        "guess.noon_assumed": (
            "只有日期，按北京时间当天 12:00 计。",
            "Only a date is given; noon in Beijing (UTC+8) was assumed.",
        ),
        "guess.zone_assumed": (
            "时间没有时区，按北京时间计。",
            "The time names no zone; Beijing time (UTC+8) was assumed.",
        ),
        "photo.kind_not_allowed": (
            "照片只接受 JPEG 或 PNG；带坐标的影像请按影像上传。",
            "A photo is a JPEG or PNG; upload a georeferenced image as a scene.",
        ),
        "photo.unplaced": (
            "照片没有可用的位置。",
            "The photo has no usable position.",
        ),
        "photo.gps_invalid": (
            "照片中的 GPS 数值无效，位置不采用。",
            "The photo's GPS values are invalid; the position was not used.",
        ),
        "photo.gps_null_island": (
            "照片的 GPS 为 0,0（未定位），位置不采用。",
            "The photo's GPS says 0,0 (no fix); the position was not used.",
        ),
        "photo.gps_contradiction": (
            "照片内两处 GPS 位置互相矛盾，位置不采用。",
            "Two GPS positions in the photo contradict each other; neither was used.",
        ),
        "photo.position_uncertain": (
            "朝向只来自记录值，可能相差 180 度，画面内的位置不确定。",
            "The heading is only the recorded one, which may be 180 degrees off: places within "
            "the picture are uncertain.",
        ),
        "photo.time_invalid": (
            "照片的拍摄时间无效，未采用。",
            "The photo's capture time is invalid and was not used.",
        ),
        "photo.time_missing": (
            "照片没有拍摄时间。",
            "The photo has no capture time.",
        ),
        "photo.zone_assumed": (
            "拍摄时间没有时区：国内按北京时间，境外按经度推算。",
            "The capture time names no zone: Beijing time in China, else by longitude.",
        ),
        "photo.exif_damaged": (
            "EXIF 信息有损坏，只采用可读部分。",
            "The EXIF is damaged; only what could be read was used.",
        ),
        "photo.xmp_refused": (
            "XMP 信息不合规，未采用。",
            "The XMP is not acceptable and was not used.",
        ),
        "photo.bad_numbers": (
            "XMP 中有不是数值或超出范围的内容，未采用。",
            "Some XMP values are no numbers or out of range and were not used.",
        ),
        "photo.orientation_invalid": (
            "方向标记无效，按未旋转处理。",
            "The orientation mark is invalid; the picture was taken as not turned.",
        ),
        "photo.no_height": (
            "没有相对地面的高度，无法画出范围。",
            "There is no height above ground, so no footprint can be drawn.",
        ),
        "photo.no_attitude": (
            "没有朝向或俯仰角，无法画出范围。",
            "There is no yaw or pitch, so no footprint can be drawn.",
        ),
        "photo.no_focal_length": (
            "焦距未知，无法画出范围。",
            "The focal length is unknown, so no footprint can be drawn.",
        ),
        "photo.horizon": (
            "画面中有地平线，范围没有边界。",
            "The horizon is in the picture, so its footprint has no bound.",
        ),
        "card.not_a_zip": (
            "不是可读的 ZIP 文件；请重新打包整张存储卡。",
            "This is not a readable ZIP file; pack the card again.",
        ),
        "card.too_many_files": (
            "压缩包内有 {count} 个文件，超过上限 {limit}；请分次上传。",
            "The archive holds {count} files, more than the {limit} allowed; upload it in parts.",
        ),
        "card.too_large": (
            "压缩包解开后超过 {limit} MB；请分次上传。",
            "The archive unfolds to more than {limit} MB; upload it in parts.",
        ),
        "card.nothing": (
            "压缩包内没有照片。",
            "The archive holds no photo.",
        ),
        "card.unsafe_name": (
            "文件名试图跳出文件夹，已拒绝。",
            "The name tries to leave the folder; refused.",
        ),
        "card.symlink": (
            "是链接而不是文件，已拒绝。",
            "It is a link, not a file; refused.",
        ),
        "card.encrypted": (
            "文件已加密；请用不加密的压缩包。",
            "The file is encrypted; use an archive without a password.",
        ),
        "card.overlap": (
            "与包内其他文件共用数据，已拒绝。",
            "It shares its data with another file of the archive; refused.",
        ),
        "card.bomb": (
            "解开后超过 {limit} 倍或大小与声明不符，已拒绝。",
            "It unfolds to more than {limit} times its size or not to what it declares; refused.",
        ),
        "card.damaged": (
            "压缩数据损坏，已拒绝。",
            "Its compressed data is damaged; refused.",
        ),
        "card.file_too_large": (
            "文件有 {megabytes} MB，超过单张上限 {limit} MB。",
            "It has {megabytes} MB, more than the {limit} MB allowed for one photo.",
        ),
        "card.not_a_photo": (
            "不是照片（JPEG 或 PNG），未采用。",
            "It is not a photo (JPEG or PNG) and was left out.",
        ),
        "tiles.unreadable": (
            "瓦片文件无法读取，请重新处理该影像。",
            "The tile file cannot be read; process the scene again.",
        ),
    }
)
