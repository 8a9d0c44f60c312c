from . import lunar, text, token, visitor
