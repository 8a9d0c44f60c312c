"""The public vocabulary: names that automations, imports and programs hold on to."""

import pytest

from . import sources

MODELS = sources.models()
# add-on: {model: names of fields and methods}
CONTRACT = {
    "cs_loyalty": {
        "cs.tier.group": "name company_id is_primary metric source period tier_ids "
                         "action_review cs_review",
        "cs.tier": "group_id name rank threshold color pricelist_id payment_term_id credit_limit "
                   "points_multiplier queue_priority case_deadline_hours welcome_program_id "
                   "birthday_program_id",
        "cs.tier.benefit": "partner_id company_id field before given",
        "cs.tier.membership": "partner_id group_id tier_id since contribution next_tier_id gap "
                              "cs_explain",
        "cs.tier.event": "partner_id group_id date from_tier_id to_tier_id kind cause decision",
        "cs.tier.contribution": "partner_id company_id source date document_date kind currency_id "
                                "amount order_key res_model res_id origin_id",
        "cs.tier.pending": "partner_id",
        "account.move": "cs_origin_id",
        "res.partner": "cs_tier_id cs_membership_ids cs_find_by_phone",
    },
    "cs_survey_nps": {
        "cs.nps.program": "name company_id metric trigger delay_hours expiry_days "
                          "mail_template_id question action_invite cs_invite cs_score",
        "cs.nps.invitation": "program_id event_key res_model res_id sale_order_id partner_id "
                             "email_normalized lang state suppression_reason scheduled_at sent_at "
                             "expires_at",
        "cs.nps.response": "invitation_id score category comment status answered_at",
        "cs.nps.report": "nps_points",
        "cs.nps.case": "response_id user_id stage deadline overdue",
        "res.partner": "cs_nps_last_score cs_nps_last_category",
    },
    "cs_stockout": {
        "cs.substitution.rule": "product_id substitute_id ratio rank date_from date_to company_id",
        "cs.stockout.case": "sale_line_id partner_id product_id short_qty cause_id state deadline "
                            "choice chosen_by chosen_at option_ids action_offer cs_choose",
        "cs.stockout.option": "case_id kind product_id quantity price_unit available_qty reasons",
        "cs.stockout.cause": "name customer_text kind",
        "sale.order.line": "cs_short_qty cs_replaces_line_id cs_stockout_case_ids cs_substitutes",
    },
}
ROUTES = {
    "cs_survey_nps": ["/cs/nps/<"],
    "cs_stockout": ["/cs/stockout/<"],
}
CASES = [(addon, model) for addon, models in CONTRACT.items() for model in models]


@pytest.mark.parametrize(("addon", "model"), CASES, ids=lambda value: value)
def test_names_are_there(addon, model):
    wanted = set(CONTRACT[addon][model].split())
    found = MODELS[addon].get(model)
    assert found, f"{model} is neither defined nor extended"
    missing = wanted - found.fields - found.methods
    assert not missing, f"{model} lacks {sorted(missing)}"


@pytest.mark.parametrize("addon", sorted(ROUTES))
def test_routes_are_there(addon):
    text = "".join(
        path.read_text("utf-8") for path in (sources.ADDONS / addon / "controllers").glob("*.py")
    )
    for route in ROUTES[addon]:
        assert route in text


@pytest.mark.parametrize("addon", sorted(CONTRACT))
def test_groups_are_there(addon):
    text = "".join(
        path.read_text("utf-8") for path in (sources.ADDONS / addon / "security").glob("*.xml")
    )
    for group in ("user", "manager"):
        assert f'id="{addon}_group_{group}"' in text


@pytest.mark.parametrize("addon", sorted(MODELS))
def test_public_methods_say_what_they_are(addon):
    """A method that any program may call begins with `action_`, `cs_` or is Odoo's own."""
    strange = []
    for name, model in MODELS[addon].items():
        if name.startswith("cs."):
            strange += [
                f"{name}.{method}"
                for method in model.methods
                if not method.startswith(("_", "action_", "cs_")) and method not in OVERRIDDEN
            ]
    assert not strange


OVERRIDDEN = {
    *("copy", "copy_data", "create", "default_get", "export_data", "init", "unlink", "write")
}
