"""What the pixels say: intake, COGs, photos, detectors, evidence. Usable without a database."""
