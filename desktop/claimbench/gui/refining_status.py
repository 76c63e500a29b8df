"""The status bar's word on refining: how far it is, and a button that calls it off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QWidget

from claimbench.gui.named import named
from claimbench.gui.runner import Runner

if TYPE_CHECKING:
    from claimbench.evidence.refine import Progress


class RefiningStatus(QWidget):
    """Hidden but while a sample is refined. Its texts never change: a label in the status bar with another text lays
    out the whole window anew."""

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status-refining")
        self.bar = named(QProgressBar(self), "refining-progress")
        self.bar.setRange(0, 100)
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(QSize(110, 8))
        self.bar.setAccessibleName("How far the refining of the sample is")
        self.cancel = named(QPushButton("Cancel", self), "refining-cancel")
        self.cancel.setProperty("compact", True)
        self.cancel.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.cancel.setToolTip("Leave the sample as it is")
        self.cancel.clicked.connect(runner.cancel_refining)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(QLabel("Refining the sample", self))
        layout.addWidget(self.bar)
        layout.addWidget(self.cancel)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.hide()
        runner.refined.connect(self._on_refined)

    def _on_refined(self, progress: Progress | None) -> None:
        if progress is not None:
            self.bar.setValue(round(100 * progress.share))
        self.setVisible(progress is not None)
