import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("cs_loyalty_phone", {
    steps: () => [
        {
            content: "a new quotation",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "the old number of eleven digits finds her",
            trigger: ".o_field_widget[name=partner_id] input",
            run: "edit 01682345678",
        },
        {
            content: "she is in the list",
            trigger: ".ui-autocomplete a:contains('Lan Journey')",
        },
        {
            content: "a clerk makes her anew all the same",
            trigger: ".o_field_widget[name=partner_id] input",
            run: "edit Chi Lan Journey",
        },
        {
            trigger: ".ui-autocomplete .o_m2o_dropdown_option_create_edit a",
            run: "click",
        },
        {
            content: "and types her number as it is today",
            trigger: ".modal .o_field_widget[name=phone] input",
            run: "edit 0382345678 && press Tab",
        },
        {
            content: "the customer who has it is offered",
            trigger: ".modal .o_field_widget[name=cs_duplicate_ids]:contains('Lan Journey') button",
            run: "click",
        },
        {
            content: "the dialog shows her",
            trigger: ".modal .o_field_widget[name=phone] input:value('01682345678')",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "and the order is hers",
            trigger: "body:not(:has(.modal)) .o_field_widget[name=partner_id] input:value('Lan Journey')",
        },
        ...stepUtils.saveForm(),
    ],
});
