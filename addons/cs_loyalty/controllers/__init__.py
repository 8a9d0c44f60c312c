from . import card, portal, simulation
