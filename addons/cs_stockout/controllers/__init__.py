from . import stockout
