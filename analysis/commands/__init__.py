"""One file for each command of `polltide`; `analysis.cli` names them."""
