"""A dialog on what is worked out away from the window while it is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from claimbench.gui.bridge import Bridge
from claimbench.gui.named import named

if TYPE_CHECKING:
    from claimbench.evidence.refine import Progress
    from claimbench.gui.side_jobs import Steps


class JobDialog(QDialog):
    """What is shown goes into ``contents``; :meth:`end` puts the buttons below it, with the progress of the work and a
    button that calls it off. Closing calls it off as well, and nothing begins after that."""

    def __init__(self, bridge: Bridge, job: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName(f"{job}-dialog")
        self.setWindowTitle(title)
        self.bridge, self._job, self._closed = bridge, job, False
        self.progress = named(QProgressBar(self), f"{job}-progress")
        self.progress.setRange(0, 100)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(8)
        self.cancel = self.button("Cancel", f"{job}-cancel")
        self.cancel.clicked.connect(self._on_cancel)
        self.contents = QVBoxLayout(self)
        self.contents.setContentsMargins(16, 16, 16, 16)
        self.contents.setSpacing(10)

    def button(self, text: str, name: str) -> QPushButton:
        button = named(QPushButton(text, self), name)
        button.setAutoDefault(False)
        return button

    def end(self, *buttons: QPushButton) -> None:
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close.rejected.connect(self.reject)
        foot = QHBoxLayout()
        for button in buttons:
            foot.addWidget(button)
        foot.addWidget(self.progress, 1)
        foot.addWidget(self.cancel)
        foot.addStretch(1)
        foot.addWidget(close)
        self.contents.addLayout(foot)
        self.running(False)

    def work(self, steps: Steps, then: Callable[[Any], None]) -> None:
        """Carry ``steps`` through in place of what is being worked out, and call ``then`` with what they return."""
        if self._closed:
            return

        def done(result: object) -> None:
            self.running(False)
            then(result)

        self.running(True)
        self.bridge.jobs.run(self._job, steps, self, done, self._on_progress)

    def running(self, on: bool) -> None:
        self.progress.setVisible(on)
        self.cancel.setVisible(on)

    def _on_progress(self, step: Progress) -> None:
        self.progress.setValue(round(100 * step.share))

    def _on_cancel(self) -> None:
        self.bridge.jobs.cancel(self._job)
        self.running(False)

    def _call_off(self) -> None:
        """Results that come between this and the end of the dialog must not begin anything."""
        self._closed = True
        self.bridge.jobs.cancel(self._job)

    def done(self, result: int) -> None:
        self._call_off()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._call_off()
        super().closeEvent(event)
