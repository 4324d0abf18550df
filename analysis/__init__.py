"""From readings to estimates, verdicts, figures and a report."""
