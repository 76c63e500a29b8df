"""What can be done with a whole table: the menu of the data pane."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from claimbench.app.series_edits import DeleteSeries
from claimbench.core.series import Series
from claimbench.gui.named import named

if TYPE_CHECKING:
    from claimbench.gui.data_pane import DataPane


class TableActions(QMenu):
    def __init__(self, pane: DataPane) -> None:
        super().__init__(pane)
        self._pane = pane
        self.columns, self.again, self.convert, self.delete, self.close_table = (
            named(QAction(self), name)
            for name in ("all-columns", "read-again", "convert-table", "delete-series", "close-table")
        )
        for action, text, do in (
            (self.columns, "All columns…", self._on_columns),
            (self.again, "Read again…", self._on_again),
            (self.convert, "", self._on_convert),
            (self.delete, "Delete the series", self._on_delete),
            (self.close_table, "Close the table", pane.close_table),
        ):
            action.setText(text)
            action.triggered.connect(do)
            self.addAction(action)
        self.addActions([pane.menu.copy_action, pane.menu.save_action])

    def show_for(self, series: Series | None) -> None:
        """Offer what can be done with that series, or with a table that was opened."""
        for action in (self.again, self.convert, self.delete):
            action.setVisible(series is not None)
        self.again.setEnabled(series is not None and bool(series.recipe))
        into = "amounts per period" if series is not None and series.kind == "level" else "a running total"
        self.convert.setText(f"Convert into {into}…")
        self.close_table.setVisible(series is None)

    def _on_columns(self) -> None:
        from claimbench.gui.columns_dialog import ColumnsDialog

        pane = self._pane
        if pane.frame is not None:
            dialog = ColumnsDialog(pane.frame, pane.name, pane.conditions, pane)
            dialog.chosen.connect(pane.go_to_column)
            dialog.open()

    def _on_again(self) -> None:
        if self._pane.series:
            self._pane.reread_requested.emit(self._pane.series)

    def _on_convert(self) -> None:
        from claimbench.gui.convert_dialog import ConvertDialog

        pane = self._pane
        if pane.series:
            dialog = ConvertDialog(pane.bridge, pane.series, pane.window())
            dialog.converted.connect(pane.choose_series)
            dialog.open()

    def _on_delete(self) -> None:
        pane = self._pane
        if pane.series and (refusal := pane.bridge.apply(DeleteSeries(pane.series))):
            pane.note.setText(refusal)
