from . import lunar, quiet, text, token, visitor
