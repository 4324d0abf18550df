"""From readings to estimates, verdicts, figures and a report.

What is public is listed, with types, in `__init__.pyi` beside this file. Each part is loaded on
first use, so that `import analysis` costs nothing.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
