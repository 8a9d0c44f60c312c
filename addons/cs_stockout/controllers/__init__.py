from . import portal, stockout
