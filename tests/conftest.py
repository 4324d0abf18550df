"""One setting for every property test: no clock in the verdict, the same examples each run."""

import hypothesis

hypothesis.settings.register_profile("steady", deadline=None, derandomize=True)
hypothesis.settings.load_profile("steady")
