from . import cs_stockout_case, sale_order, stock_picking
