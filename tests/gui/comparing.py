"""How alike two pictures are."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage


def pixels(image: QImage) -> np.ndarray:
    """Red, green and blue from 0 to 1, shape (height, width, 3)."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), dtype=np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : 3 * plain.width()].reshape(plain.height(), plain.width(), 3) / 255.0


def similar(one: QImage, other: QImage) -> float:
    """Structural similarity of lightness in windows of 8 × 8 px, from 0 to 1 (Wang et al., "Image quality assessment",
    IEEE Transactions on Image Processing, 2004)."""
    assert one.size() == other.size()
    first, second = (_windows(pixels(image).mean(axis=2)) for image in (one, other))
    mean, other_mean = first.mean(axis=1), second.mean(axis=1)
    shared = ((first - mean[:, None]) * (second - other_mean[:, None])).mean(axis=1)
    light, contrast = 0.01**2, 0.03**2
    above = (2 * mean * other_mean + light) * (2 * shared + contrast)
    below = (mean**2 + other_mean**2 + light) * (first.var(axis=1) + second.var(axis=1) + contrast)
    return float((above / below).mean())


def _windows(lightness: np.ndarray) -> np.ndarray:
    height, width = (side // 8 * 8 for side in lightness.shape)
    cut = lightness[:height, :width].reshape(height // 8, 8, width // 8, 8)
    return cut.transpose(0, 2, 1, 3).reshape(-1, 64)
