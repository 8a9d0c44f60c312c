from . import cs_tier, sale_order, sale_order_line
