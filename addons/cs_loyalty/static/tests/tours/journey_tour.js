import { registry } from "@web/core/registry";
import tourUtils from "@sale/js/tours/tour_utils";
import { stepUtils } from "@web_tour/tour_utils";

const customer = ".o_field_widget[name=partner_id] input";
const dialog = (name) => `.modal .o_field_widget[name=${name}]`;

registry.category("web_tour.tours").add("cs_loyalty_journey_1", {
    steps: () => [
        {
            content: "a new customer buys for the first time",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            trigger: customer,
            run: "edit Mai Journey",
        },
        {
            trigger: ".ui-autocomplete .o_m2o_dropdown_option_create_edit a",
            run: "click",
        },
        {
            content: "her number, as she says it",
            trigger: `${dialog("phone")} input`,
            run: "edit 0122 345 6789 && press Tab",
        },
        {
            trigger: `${dialog("email")} input`,
            run: "edit mai.journey@example.com && press Tab",
        },
        {
            content: "her birthday",
            trigger: `${dialog("cs_birthday_text")} input`,
            run: "edit 20/6 && press Tab",
        },
        {
            content: "she agrees to e-mails",
            trigger: `${dialog("cs_consent_email")}.o_field_radio input[data-value=yes]`,
            run: "click",
        },
        {
            content: "and wants no calls",
            trigger: `${dialog("cs_consent_phone")}.o_field_radio input[data-value=no]`,
            run: "click",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "the order is hers",
            trigger: "body:not(:has(.modal)) .o_field_widget[name=partner_id] input:value('Mai Journey')",
        },
        ...stepUtils.saveForm(),
    ],
});

registry.category("web_tour.tours").add("cs_loyalty_journey_1_again", {
    steps: () => [
        {
            content: "another clerk, another day",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            trigger: customer,
            run: "edit Chi Mai Journey",
        },
        {
            trigger: ".ui-autocomplete .o_m2o_dropdown_option_create_edit a",
            run: "click",
        },
        {
            content: "types her number as it is since 2018",
            trigger: `${dialog("phone")} input`,
            run: "edit 077 345 6789 && press Tab",
        },
        {
            content: "and is offered the customer who has it",
            trigger: `${dialog("cs_duplicate_ids")}:contains('Mai Journey') .o_cs_use_existing`,
            run: "click",
        },
        {
            trigger: `${dialog("cs_birthday_text")} input:value('20/6')`,
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_field_widget[name=partner_id] input:value('Mai Journey')",
        },
        ...stepUtils.saveForm(),
    ],
});

registry.category("web_tour.tours").add("cs_loyalty_journey_2_returns", {
    steps: () => [
        {
            content: "she comes back and says her old number",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            trigger: customer,
            run: "edit 01682345678",
        },
        {
            trigger: ".ui-autocomplete a:contains('Lan Journey')",
            run: "click",
        },
        {
            content: "her tier",
            trigger: ".cs_loyalty_banner .badge:contains('Silver Journey')",
        },
        {
            content: "what is missing to the next one",
            trigger: ".cs_loyalty_banner a:contains('more for Gold Journey')",
        },
        ...tourUtils.addProduct("Cooker Journey"),
        {
            content: "its price is there",
            trigger: ".o_selected_row [name=price_unit] input:value('600')",
        },
        ...stepUtils.saveForm(),
        {
            trigger: "button[name=action_confirm]:visible",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Sales Order')",
        },
    ],
});

registry.category("web_tour.tours").add("cs_loyalty_journey_2_raised", {
    steps: () => [
        {
            content: "the invoice has raised her",
            trigger: ".cs_loyalty_banner .badge:contains('Gold Journey')",
        },
    ],
});
