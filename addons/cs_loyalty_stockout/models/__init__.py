from . import cs_stockout_case, stock_move
