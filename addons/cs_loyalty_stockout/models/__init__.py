from . import cs_stockout_case, cs_substitution_rule, stock_move
