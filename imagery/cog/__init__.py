"""Our own COG writer: one pass over the source makes the analysis and the display file.

Knows pixels, blocks and directories, nothing of uploads; the sandbox drives it.
"""
