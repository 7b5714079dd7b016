"""What a photo's metadata says, read by own code: EXIF, DJI's XMP, and facts with their origin."""
