from . import text, token
