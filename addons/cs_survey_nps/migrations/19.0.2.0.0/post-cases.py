"""Cases know when the complaint came, what was promised first, and by whose rules they go."""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

FILL = """
UPDATE cs_nps_case c
   SET origin = 'survey', program_id = r.program_id, team_id = r.team_id,
       received_at = r.answered_at, first_deadline = c.deadline
  FROM cs_nps_response r
 WHERE r.id = c.response_id AND c.first_deadline IS NULL
"""
RULES = {
    "cs_nps_case_rule_salesman":
        "['|', ('user_id', '=', user.id), ('team_id.user_id', '=', user.id)]",
    "cs_nps_response_rule_salesman":
        "['|', '|', ('user_id', '=', user.id), ('case_ids.user_id', '=', user.id),"
        " ('team_id.user_id', '=', user.id)]",
}  # fmt: skip


def migrate(cr, version):  # noqa: ARG001
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    env.cr.execute(SQL(FILL))
    env.invalidate_all()
    for case in env["cs.nps.case"].search([]):
        values = {}
        for moment, hours in (("contacted_at", "contact_hours"), ("resolved_at", "resolve_hours")):
            if case[moment]:
                values[hours] = case._get_working_hours(case.received_at, case[moment])
        if values:
            case.write(values)
    env["cs.nps.case"].search([("stage", "in", ("new", "contacted"))])._compute_escalate_at()
    for name, domain in RULES.items():
        rule = env.ref(f"cs_survey_nps.{name}", raise_if_not_found=False)
        if rule:
            rule.domain_force = domain
