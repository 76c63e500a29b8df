"""What the charts show, as figures that nobody has drawn yet: one module a chart kind, all listed in
:mod:`~claimbench.app.figures.kinds`. Nothing is imported here: the window opens before there are figures."""
