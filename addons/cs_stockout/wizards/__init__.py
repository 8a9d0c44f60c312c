from . import cs_stockout_choose, cs_stockout_swap
