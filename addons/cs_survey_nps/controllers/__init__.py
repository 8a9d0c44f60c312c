from . import counter, nps
