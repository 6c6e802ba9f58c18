"""Export an archive to one file, and import it again; pack one recording as a bag.

An import takes only data from the file, never jobs, paths, pages or code.
"""

from archive.transfer.bag import write_bag
from archive.transfer.exporting import export_archive
from archive.transfer.importing import import_archive
from archive.transfer.layout import TransferResult

__all__ = ["TransferResult", "export_archive", "import_archive", "write_bag"]
