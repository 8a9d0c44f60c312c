from . import (
    cs_nps_program,
    cs_nps_program_figures,
    cs_nps_invitation,
    cs_nps_invitation_send,
    cs_nps_invitation_answer,
    cs_nps_response,
    cs_nps_report,
    cs_nps_case,
    mail_mail,
    res_partner,
    sale_order,
    stock_picking,
)
