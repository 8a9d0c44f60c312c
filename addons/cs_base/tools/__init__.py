from . import text, token, visitor
