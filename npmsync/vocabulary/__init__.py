"""Words in six languages: what heads a column, what stands in a cell, what our papers say.

>>> from npmsync.vocabulary import builtin_vocabulary
>>> builtin_vocabulary().canonical("status", "Cumplida ", "es")
'implemented'
"""

from npmsync.vocabulary.folding import fold
from npmsync.vocabulary.loading import builtin_vocabulary, layered_vocabulary
from npmsync.vocabulary.model import Vocabulary

__all__ = ["Vocabulary", "builtin_vocabulary", "fold", "layered_vocabulary"]
