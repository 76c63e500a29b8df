"""Fields for the size of a picture: a preset, or width and height in pixels or centimetres, and dots per inch."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QGridLayout, QLabel, QSpinBox, QWidget

from claimbench.app.presets import LARGEST_SIDE, PRESETS, PictureSize
from claimbench.core.problem import ProblemError
from claimbench.gui.named import named

CUSTOM = "custom"
_LEAST = 100  # pixels


class SizeFields(QWidget):
    """``changed`` comes with every new size; ``refused(sentence)`` where what is typed makes none."""

    changed = Signal()
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("size-fields")
        self.preset = named(QComboBox(), "export-preset")
        for id, preset in PRESETS.items():
            self.preset.addItem(preset.label, id)
        self.preset.addItem("Own size", CUSTOM)
        self.width_field, self.height_field = _length("export-width"), _length("export-height")
        self.unit = named(QComboBox(), "export-unit")
        self.unit.addItem("px", "px")
        self.unit.addItem("cm", "cm")
        self.dpi = named(QSpinBox(), "export-dpi")
        self.dpi.setRange(10, 2400)
        self.dpi.setSuffix(" dpi")
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(6)
        layout.addWidget(self.preset, 0, 0, 1, 5)
        times = QLabel("×")
        for column, field in enumerate((self.width_field, times, self.height_field, self.unit, self.dpi)):
            layout.addWidget(field, 1, column)
        layout.setColumnStretch(0, 1)
        layout.setColumnStretch(2, 1)
        for field, name in (
            (self.preset, "Size of the picture"),
            (self.width_field, "Width"),
            (self.height_field, "Height"),
            (self.unit, "Unit of width and height"),
            (self.dpi, "Dots per inch, for print"),
        ):
            field.setAccessibleName(name)
            field.setToolTip(name)
        self._size = PictureSize(_LEAST, _LEAST)
        self.preset.activated.connect(self._on_preset)
        self.unit.activated.connect(self._on_unit)
        for field in (self.width_field, self.height_field):
            field.valueChanged.connect(self._on_typed)
        self.dpi.valueChanged.connect(self._on_typed)
        self.set_preset(next(iter(PRESETS)))

    @property
    def picture_size(self) -> PictureSize:
        return self._size

    def set_preset(self, id: str) -> None:
        """Choose one of the presets; an unknown id chooses none."""
        if id in PRESETS:
            self.preset.setCurrentIndex(self.preset.findData(id))
            self._show(PRESETS[id].size, "cm" if PRESETS[id].on_paper else "px")

    def set_size(self, size: PictureSize, unit: str) -> None:
        self.preset.setCurrentIndex(self.preset.findData(CUSTOM))
        self._show(size, unit)

    def _show(self, size: PictureSize, unit: str) -> None:
        self._size = size
        blockers = [QSignalBlocker(field) for field in (self.width_field, self.height_field, self.dpi)]
        self.unit.setCurrentIndex(self.unit.findData(unit))
        self._show_lengths()
        self.dpi.setValue(round(size.dpi))
        del blockers
        self.changed.emit()

    def _show_lengths(self) -> None:
        paper = self.unit.currentData() == "cm"
        lengths = self._size.centimetres if paper else (self._size.width, self._size.height)
        for field, length in zip((self.width_field, self.height_field), lengths, strict=True):
            blocker = QSignalBlocker(field)
            field.setDecimals(1 if paper else 0)
            field.setSingleStep(0.5 if paper else 10)
            field.setValue(length)
            del blocker

    def _on_preset(self) -> None:
        self.set_preset(self.preset.currentData())

    def _on_unit(self) -> None:
        self._show_lengths()

    def _on_typed(self) -> None:
        """Typed centimetres keep when the resolution changes, and typed pixels too."""
        width, height, dpi = self.width_field.value(), self.height_field.value(), float(self.dpi.value())
        try:
            if self.unit.currentData() == "cm":
                size = PictureSize.of_centimetres(width, height, dpi)
            else:
                size = PictureSize(round(width), round(height), dpi)
        except ProblemError as refusal:
            self.refused.emit(str(refusal))
            return
        if min(size.width, size.height) < _LEAST:
            self.refused.emit(f"That is {size.width} × {size.height} px: at least {_LEAST} px a side are needed.")
            return
        self._size = size
        self.preset.setCurrentIndex(self.preset.findData(CUSTOM))
        self.changed.emit()


def _length(name: str) -> QDoubleSpinBox:
    field = named(QDoubleSpinBox(), name)
    field.setRange(0.1, LARGEST_SIDE)
    field.setKeyboardTracking(False)
    field.setMinimumWidth(72)
    return field
