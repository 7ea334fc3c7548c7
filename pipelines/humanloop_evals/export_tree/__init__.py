"""What the vendor's exporter has written, as an input: folders, and archives of them."""

from humanloop_evals.export_tree.reader import ExportReader
from humanloop_evals.export_tree.tree import Tree, open_tree

__all__ = ["ExportReader", "Tree", "open_tree"]
