from . import (
    cs_nps_case,
    cs_nps_figures_mixin,
    cs_nps_program,
    cs_nps_response,
    sale_order,
)
