"""The public vocabulary: names that automations, imports and programs hold on to."""

import pytest

from . import sources

MODELS = sources.models()
# add-on: {model: names of fields and methods}
CONTRACT = {
    "cs_loyalty": {
        "cs.tier.group": "name company_id is_primary metric source period period_months "
                         "retention_months grace_days downgrade_policy paid_only partner_domain "
                         "tier_ids action_review cs_review",
        "cs.tier": "group_id name rank threshold color pricelist_id payment_term_id credit_limit "
                   "points_multiplier queue_priority case_deadline_hours welcome_program_id "
                   "birthday_program_id",
        "cs.tier.simulation": "group_id as_of action_run action_apply",
        "cs.tier.benefit": "partner_id company_id field before given",
        "cs.tier.membership": "partner_id group_id tier_id since valid_until contribution "
                              "next_tier_id gap in_grace at_risk_date last_document_date "
                              "manual_tier_id manual_kind manual_until manual_reason cs_explain",
        "cs.tier.event": "partner_id group_id date from_tier_id to_tier_id kind cause decision",
        "cs.tier.contribution": "partner_id company_id source date document_date kind currency_id "
                                "amount units order_key res_model res_id origin_id",
        "cs.tier.pending": "partner_id",
        "account.move": "cs_origin_id",
        "res.partner": "cs_tier_id cs_membership_ids cs_birth_day cs_birth_month "
                       "cs_birth_calendar cs_next_birthday cs_preferred_channel "
                       "cs_find_by_phone",
    },
    "cs_survey_nps": {
        "cs.nps.program": "name company_id metric trigger delay_hours send_from_hour send_to_hour "
                          "sample_percent quarantine_days reminder_count reminder_days "
                          "expiry_days filter_domain mail_template_id question "
                          "follow_up_promoter follow_up_passive follow_up_detractor anonymous "
                          "retention_months action_invite cs_invite cs_score cs_compare",
        "cs.nps.invitation": "program_id event_key res_model res_id sale_order_id partner_id "
                             "email_normalized lang state suppression_reason scheduled_at sent_at "
                             "expires_at reminders_sent is_test",
        "cs.nps.response": "invitation_id score category comment status flag_reason answered_at "
                           "resurvey company_id team_id user_id warehouse_id partner_id "
                           "sale_order_id",
        "cs.nps.response.theme": "response_id theme_id polarity span source",
        "cs.nps.report": "nps_points",
        "cs.nps.case": "response_id user_id stage deadline overdue cause_id resolution "
                       "contacted_at resolved_at",
        "cs.nps.theme": "name",
        "cs.nps.theme.rule": "theme_id phrase lang weight negatable",
        "res.partner": "cs_nps_last_score cs_nps_last_category",
    },
    "cs_survey_nps_survey": {"cs.nps.program": "survey_id"},
    "cs_stockout": {
        "cs.substitution.rule": "product_id product_tmpl_id categ_id substitute_id two_way ratio "
                                "uom_id rank date_from date_to partner_id company_id "
                                "warehouse_id price_policy max_uplift_percent requires_approval "
                                "exclude",
        "cs.stockout.case": "sale_line_id partner_id product_id short_qty cause_id state deadline "
                            "default_choice choice chosen_by chosen_at restock_date "
                            "free_delivery option_ids action_offer cs_choose",
        "cs.stockout.option": "case_id kind product_id quantity price_unit available_qty score "
                              "reasons",
        "cs.stockout.cause": "name customer_text kind",
        "sale.order.line": "cs_demand_qty cs_promise_date cs_short_qty cs_replaces_line_id "
                           "cs_stockout_case_ids cs_substitutes",
        "cs.service.line": "demand_qty on_time_qty delivered_qty substituted_qty in_full on_time "
                           "otif lost_amount cycle_days order_id",
        "product.template": "cs_contingency_note cs_days_of_cover cs_stockout_date",
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
    missing = wanted - found.fields - found.methods.keys()
    assert not missing, f"{model} lacks {sorted(missing)}"


@pytest.mark.parametrize("addon", sorted(ROUTES))
def test_routes_are_there(addon):
    text = "".join(
        path.read_text("utf-8") for path in (sources.ADDONS / addon / "controllers").glob("*.py")
    )
    for route in ROUTES[addon]:
        assert route in text


@pytest.mark.parametrize("addon", ["cs_loyalty", "cs_stockout", "cs_survey_nps"])
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
