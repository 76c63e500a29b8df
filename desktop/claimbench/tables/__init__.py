"""Tables that other people made: how a file is understood, and what is in it. Nothing is dropped, nothing guessed in
silence.

:func:`claimbench.tables.read.read` is the way in.
"""
