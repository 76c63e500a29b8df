"""The actions of the window as data: menus, keys, the command palette and tests are made from these."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence

from claimbench.core.frozen import dataclass
from claimbench.gui import icons
from claimbench.gui.about import about
from claimbench.gui.named import named
from claimbench.gui.theme import Theme

if TYPE_CHECKING:
    from claimbench.gui.window import Window

MENUS = ("File", "Edit", "View", "Chart", "Help")


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """An action that is always there. ``text`` is plain; what it does to the case is said by its command."""

    id: str
    menu: str
    text: str
    run: Callable[[], None]
    shortcut: QKeySequence | QKeySequence.StandardKey | str | None = None
    icon: str = ""

    def action(self, window: Window, theme: Theme) -> QAction:
        action = named(QAction(self.text, window), self.id)
        if self.shortcut is not None:
            action.setShortcut(self.shortcut)
        if self.icon:
            action.setIcon(icons.icon(self.icon, theme))
        action.triggered.connect(self.run)
        return action


def specs(window: Window) -> tuple[ActionSpec, ...]:
    """Every action, in the order of the menus."""
    keys = QKeySequence.StandardKey
    return (
        ActionSpec("new", "File", "New case…", window.files.new, keys.New),
        ActionSpec("open", "File", "Open…", window.files.open, keys.Open),
        ActionSpec("save", "File", "Save", window.files.save, keys.Save),
        ActionSpec("save-as", "File", "Save as…", window.files.save_as, "Ctrl+Shift+S"),
        ActionSpec("import", "File", "Import a table…", window.importer.choose, "Ctrl+I"),
        ActionSpec("import-pasted", "File", "Import the table on the clipboard…", window.importer.paste),
        ActionSpec("reopen", "File", "Open an exported picture…", window.exporter.open_picture),
        ActionSpec("reopen-pasted", "File", "Open the picture on the clipboard", window.exporter.paste),
        ActionSpec("export-chart", "File", "Export chart…", window.exporter.chart, "Ctrl+E"),
        ActionSpec("export-all", "File", "Export all charts…", window.exporter.all_charts, "Ctrl+Shift+E"),
        ActionSpec("export-data", "File", "Export chart data as CSV…", window.exporter.data),
        ActionSpec("report", "File", "Write a report…", window.exporter.report),
        ActionSpec("copy-chart", "File", "Copy chart as image", window.exporter.copy, "Ctrl+Shift+C"),
        ActionSpec("copy-data", "File", "Copy chart data", window.exporter.copy_data),
        ActionSpec("quit", "File", "Quit", window.quit, "Ctrl+Q"),
        ActionSpec("undo", "Edit", "Undo", window.undo, keys.Undo, "undo"),
        ActionSpec("redo", "Edit", "Redo", window.redo, keys.Redo, "redo"),
        ActionSpec("reset-all", "Edit", "Reset all assumptions", window.reset_all, "Ctrl+Shift+R"),
        ActionSpec("new-claim", "Edit", "Add a claim", partial(_add, window, "claims"), "Ctrl+Shift+A"),
        ActionSpec("new-source", "Edit", "Add a source", partial(_add, window, "sources")),
        ActionSpec("new-assumption", "Edit", "Add an assumption", partial(_add, window, "model")),
        ActionSpec("edit-selected", "Edit", "Edit what is selected", window.edit_selected, "Ctrl+Return"),
        ActionSpec("convert-series", "Edit", "Convert the series under Data…", window.importer.convert),
        ActionSpec("case", "Edit", "The case…", partial(_open_case, window)),
        ActionSpec("scenarios", "Edit", "Scenarios…", window.open_scenarios),
        ActionSpec("release-all", "Edit", "Release all held claims", window.comparing.release),
        ActionSpec("palette", "View", "Search or run a command…", window.open_palette, "Ctrl+K", "search"),
        ActionSpec("find-claim", "View", "Find a claim", window.claims.focus_filter, keys.Find),
        ActionSpec("large", "View", "Enlarge chart", window.charts.toggle_current, "F11"),
        ActionSpec("theme", "View", "Switch between light and dark", window.switch_theme, "Ctrl+Shift+L"),
        ActionSpec("layout", "View", "Reset the layout", window.reset_layout),
        ActionSpec("charts-grid", "View", "Charts in a grid", window.charts.show_grid),
        ActionSpec("charts-tabs", "View", "Charts in tabs", window.charts.show_tabs),
        ActionSpec("peek", "View", "Show the baseline while pressed", window.charting.peek, "B"),
        ActionSpec("new-chart", "Chart", "New chart…", window.charting.new, "Ctrl+Shift+N"),
        ActionSpec("edit-chart", "Chart", "Edit chart…", window.charting.edit),
        ActionSpec("duplicate-chart", "Chart", "Duplicate chart", window.charting.duplicate),
        ActionSpec("chart-earlier", "Chart", "Move chart left", window.charting.move_earlier, "Ctrl+Shift+Left"),
        ActionSpec("chart-later", "Chart", "Move chart right", window.charting.move_later, "Ctrl+Shift+Right"),
        ActionSpec("remove-chart", "Chart", "Remove chart", window.charting.remove),
        ActionSpec("readings", "View", "Compare readings…", window.comparing.readings),
        ActionSpec("settling", "View", "Which claim would settle it…", window.comparing.settling),
        ActionSpec("conflicts", "View", "Which numbers conflict…", window.comparing.conflicts),
        ActionSpec("manual", "Help", "Manual", window.open_manual, keys.HelpContents),
        ActionSpec("about", "Help", "About Claimbench", partial(about, window)),
    )


def _add(window: Window, pane: str) -> None:
    """Add a claim, a source or an assumption where it can be seen, with the cursor in its form."""
    window.docks[pane].show()
    window.docks[pane].raise_()
    if pane == "model":
        window.model.add("assumption")
        window.edit_selected()
    else:
        (window.claims if pane == "claims" else window.sources).add()


def _open_case(window: Window) -> None:
    from claimbench.gui.case_dialog import CaseDialog  # not on the way to the first window

    CaseDialog(window.bridge, window).open()
