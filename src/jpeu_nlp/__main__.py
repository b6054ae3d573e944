"""`python -m jpeu_nlp`: the command line."""

from jpeu_nlp.cli import main

main()
