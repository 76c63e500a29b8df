"""What claims say beside the charts: readings side by side, which claim would settle a result, what conflicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from claimbench.app.holding import Release

if TYPE_CHECKING:
    from claimbench.gui.window import Window


class Comparing(QObject):
    """Opens the lists of a window, and has its runner compute the result that they and the shares are about."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        chooser = window.assumptions.result
        window.claims.compare_wanted.connect(self.readings)
        chooser.chosen.connect(window.runner.want)
        chooser.settling_wanted.connect(self.settling)
        window.runner.want(chooser.measure)

    def release(self) -> None:
        """Let go of all that is held."""
        self._window.bridge.apply(Release())

    def readings(self) -> None:
        from claimbench.gui.readings_dialog import ReadingsDialog

        dialog = ReadingsDialog(self._window.bridge, self._window)
        dialog.refined.connect(self._window.runner.run_anew)
        dialog.open()

    def settling(self) -> None:
        from claimbench.gui.settling_dialog import SettlingDialog

        SettlingDialog(self._window.bridge, self._window.assumptions.result.measure, self._window).open()

    def conflicts(self) -> None:
        from claimbench.gui.conflicts_dialog import ConflictsDialog

        ConflictsDialog(self._window.bridge, self._window).open()
