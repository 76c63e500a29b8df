"""Claimbench: a workbench for contested numbers.

A tour for who reads the code. The layers, each of which imports only what stands above it (a test holds that):

- :mod:`~claimbench.core`: the nouns of a case. Frozen dataclasses, and how numbers and dates are written.
- :mod:`~claimbench.casefile`: a case on disk, a folder of TOML and CSV files, read with every problem told by line, and
  saved so that nothing else in the files changes.
- :mod:`~claimbench.engine`: formulas, checked and compiled to array operations over all draws; distributions.
- :mod:`~claimbench.evidence`: claims and the model: verdicts, holding, what would have to be true, origins.
- :mod:`~claimbench.tables`: CSVs and workbooks that other people made.
- :mod:`~claimbench.app`: what the program does, still without Qt: commands, results, figures, exports.
- :mod:`~claimbench.gui`: the window. It computes no number.

What happens while a slider is dragged: :mod:`~claimbench.gui.range_slider` → a command
(:mod:`~claimbench.app.commands`) on the document (:mod:`~claimbench.app.document`), through
:mod:`~claimbench.gui.bridge` → :mod:`~claimbench.gui.runner` has a worker project the case from a prefix of the draws
(:mod:`~claimbench.app.projection`: only what lies downstream) → :class:`~claimbench.app.results.Results`, with figures
(:mod:`~claimbench.app.figures`) that say what is drawn, not how → :mod:`~claimbench.gui.figure_layout` and
:mod:`~claimbench.gui.figure_painter` paint them, on the screen as in an export. At rest the same with all draws.

What is to be added goes here:

- a kind of chart: a module of :mod:`~claimbench.app.figures`, with its name and what it can be told in
  :mod:`~claimbench.core.chart_options`;
- a distribution: a class in :mod:`~claimbench.engine.distribution_kinds`, and its name in
  :mod:`~claimbench.core.assumption`;
- a relation of claims: :mod:`~claimbench.core.relation`;
- a function of formulas: :mod:`~claimbench.engine.functions`, or :mod:`~claimbench.engine.reductions` for measures;
- a key of the file format: :mod:`~claimbench.casefile.records`; forms show the fields in
  :mod:`~claimbench.app.record_fields` and :mod:`~claimbench.app.part_fields`;
- something that changes a case, and can be undone: a :class:`~claimbench.app.commands.Command`.
"""

__version__ = "0.1.0"
