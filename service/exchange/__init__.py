"""Exchange: spreadsheets into the store, and out of it."""

from service.exchange.exporting import export_csv, export_folder, file_name
from service.exchange.importing import commit, preview
from service.exchange.options import ImportOptions, Progress
from service.exchange.report import FileReport, Report, Unresolved
from service.exchange.sheets import Found, NamedFile, Sheet, find, sort_out

__all__ = [
    "FileReport",
    "Found",
    "ImportOptions",
    "NamedFile",
    "Progress",
    "Report",
    "Sheet",
    "Unresolved",
    "commit",
    "export_csv",
    "export_folder",
    "file_name",
    "find",
    "preview",
    "sort_out",
]
