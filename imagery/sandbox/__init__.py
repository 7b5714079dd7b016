"""The child process that meets untrusted bytes, and how to run it.

``running``, ``checking`` and ``workfolder`` are the caller's side; every other module here is
imported by the child only, and imports nothing heavy but what its task needs.
"""
