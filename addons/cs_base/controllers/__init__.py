from . import preferences, public
