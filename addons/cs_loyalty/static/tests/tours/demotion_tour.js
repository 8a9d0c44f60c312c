import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("cs_loyalty_journey_3", {
    steps: () => [
        {
            content: "the tier of today, one below the one before",
            trigger: ".o_form_view .o_field_widget[name=tier_id]:contains('T2')",
        },
        {
            content: "a sentence says what is counted",
            trigger: ".o_field_widget[name=headline]:contains('T2')",
        },
        {
            content: "how it came to that",
            trigger: "button[name=action_open_events]",
            run: "click",
        },
        {
            content: "the step down",
            trigger: ".o_data_row:contains('T3'):contains('T2') td[name=date]",
            run: "click",
        },
        {
            content: "the movement explains itself",
            trigger: ".o_form_view .o_field_widget[name=explanation]:contains('T3')",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=cause]:contains('Purchases')",
        },
    ],
});
