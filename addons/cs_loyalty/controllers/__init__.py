from . import card, portal
