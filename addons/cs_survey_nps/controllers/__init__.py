from . import counter, nps, portal
