from . import product_product, sale_order_line, sale_order_line_bill
