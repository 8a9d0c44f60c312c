import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("cs_loyalty_simulation", {
    steps: () => [
        {
            content: "thresholds on paper",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=name] input",
            run: "edit Gold from 120 million",
        },
        {
            content: "the shop's tiers",
            trigger: ".o_field_widget[name=group_id] input",
            run: "edit Journey",
        },
        {
            trigger: ".ui-autocomplete a:contains('Journey shop')",
            run: "click",
        },
        {
            content: "the present thresholds stand beside the candidates",
            trigger: ".o_field_widget[name=line_ids] .o_data_row:contains('Gold') td[name=threshold]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=line_ids] .o_selected_row [name=threshold] input",
            run: "edit 120000000",
        },
        {
            content: "who would move?",
            trigger: "button[name=action_run]:contains('Run')",
            run: "click",
        },
        {
            content: "one loses Gold",
            trigger: "[name=summary]:contains('of them 0 up and 1 down')",
        },
        {
            content: "counts before and after",
            trigger: ".o_field_widget[name=line_ids] .o_data_row:contains('Gold') td[name=count_after]:contains('1')",
        },
        {
            content: "from tier to tier",
            trigger: "[name=matrix] .text-danger:contains('1')",
        },
        {
            content: "what the benefits cost",
            trigger: ".o_field_widget[name=cost_ids] .o_data_row:contains('Pricelist')",
        },
        {
            content: "the losers",
            trigger: "button[name=action_open_losers]",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains('Lan Journey') td[name=gap]:contains('15')",
        },
        {
            content: "sorted by what they miss",
            trigger: ".o_list_view th[data-name=gap]",
            run: "click",
        },
        {
            trigger: ".o_back_button a:contains(Gold from 120 million)",
            run: "click",
        },
        {
            content: "apply, after one question",
            trigger: "button[name=action_confirm]",
            run: "click",
        },
        {
            trigger: ".modal [name=summary]:contains('1 down')",
        },
        {
            content: "no mail unless ticked",
            trigger: ".modal p:contains('No mail is sent')",
        },
        {
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "done",
            trigger: "body:not(:has(.modal)) .o_statusbar_status button.o_arrow_button_current:contains('Applied')",
        },
    ],
});

registry.category("web_tour.tours").add("cs_loyalty_simulation_discard", {
    steps: () => [
        {
            trigger: ".o_data_row td:contains('Dear trial')",
            run: "click",
        },
        {
            trigger: "button[name=action_discard]",
            run: "click",
        },
        {
            content: "asked once",
            trigger: ".modal button.btn-primary",
            run: "click",
        },
        {
            content: "gone",
            trigger: "body:not(:contains('Dear trial')) .o_list_view",
        },
    ],
});
