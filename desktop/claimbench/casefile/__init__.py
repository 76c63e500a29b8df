"""A case on disk, a folder of TOML and CSV files: to be had from :mod:`~claimbench.casefile.read`, and put there by
:mod:`~claimbench.casefile.save`. Nothing is imported here: what writes is not needed before something has changed."""
