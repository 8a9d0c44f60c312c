from . import cs_nps_invitation, cs_nps_program, cs_nps_response, res_partner, survey_user_input
