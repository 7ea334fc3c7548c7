"""What the vendor's exporter has written, as an input: folders, and archives of them."""

from humanloop_evals.export_tree.as_served import as_served
from humanloop_evals.export_tree.evaluation import ExportedEvaluation
from humanloop_evals.export_tree.file import ExportedFile
from humanloop_evals.export_tree.inventory import Inventory, take_inventory
from humanloop_evals.export_tree.lines import Text
from humanloop_evals.export_tree.log_pages import LogPages, file_key
from humanloop_evals.export_tree.reader import ExportReader
from humanloop_evals.export_tree.tree import Tree, open_tree

__all__ = [
    "ExportReader",
    "ExportedEvaluation",
    "ExportedFile",
    "Inventory",
    "LogPages",
    "Text",
    "Tree",
    "as_served",
    "file_key",
    "open_tree",
    "take_inventory",
]
