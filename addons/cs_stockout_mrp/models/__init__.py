from . import mrp_bom, product_product, sale_order_line, sale_order_line_bill
