import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const short = ".o_field_one2many[name=order_line] td[name=cs_short_qty]:contains(3)";

tours.add("cs_stockout_swap_tour", {
    steps: () => [
        { content: "The line says what is missing", trigger: short },
        {
            content: "Open the availability",
            trigger: ".o_data_row:first .o_widget_qty_at_date_widget a",
            run: "click",
        },
        { content: "What is short", trigger: ".o_cs_shortage b.text-danger:contains(3)" },
        {
            content: "Swap",
            trigger: ".o_cs_substitute:contains(bản 2026) .o_cs_swap",
            run: "click",
        },
        {
            content: "The substitute is on the order",
            trigger: ".o_data_row:contains(bản 2026)",
        },
        {
            content: "Nothing is short any more",
            trigger: "body:not(:has(button[name=action_cs_shortages]))",
        },
    ],
});

tours.add("cs_stockout_window_tour", {
    steps: () => [
        {
            content: "Shortages",
            trigger: "button[name=action_cs_shortages]",
            run: "click",
        },
        {
            content: "Swap",
            trigger: ".modal .o_data_row:contains(bản 2026) button[name=action_swap]",
            run: "click",
        },
        { content: "The window is closed", trigger: "body:not(:has(.modal))" },
        {
            content: "The substitute is on the order",
            trigger: ".o_field_one2many[name=order_line] .o_data_row:contains(bản 2026)",
        },
    ],
});

tours.add("cs_stockout_offer_tour", {
    steps: () => [
        { content: "The line is short", trigger: short },
        {
            content: "Confirm anyway",
            trigger: "button[name=action_confirm]:not(#action_confirm)",
            run: "click",
        },
        {
            content: "A case is open",
            trigger: "button[name=action_cs_stockout_cases]",
            run: "click",
        },
        {
            content: "Offer",
            trigger: ".o_form_view button[name=action_offer].oe_highlight, .o_form_view button[name=action_offer].btn-primary",
            run: "click",
        },
        {
            content: "The customer was written to",
            trigger: ".o_statusbar_status .o_arrow_button_current[data-value=offered]",
        },
        {
            content: "The options are there",
            trigger: ".o_field_one2many[name=option_ids] .o_data_row:contains(bản 2026)",
        },
    ],
});

tours.add("cs_stockout_waiting_tour", {
    steps: () => [
        {
            content: "Open the case",
            trigger: "button[name=action_cs_stockout_cases]",
            run: "click",
        },
        {
            content: "She waits",
            trigger: ".o_statusbar_status .o_arrow_button_current[data-value=waiting]",
        },
        {
            content: "Who chose, and when",
            trigger: ".o_field_widget[name=chosen_by]",
        },
    ],
});

tours.add("cs_stockout_deadline_tour", {
    steps: () => [
        {
            content: "Open the case",
            trigger: "button[name=action_cs_stockout_cases]",
            run: "click",
        },
        {
            content: "The announced default was carried out",
            trigger: ".o_statusbar_status .o_arrow_button_current[data-value=waiting]",
        },
        {
            content: "Nobody chose: it was the deadline",
            trigger: ".o_field_widget[name=chosen_by]:contains(Deadline)",
        },
        {
            content: "The order is one click away",
            trigger: "button[name=action_open_order]",
            run: "click",
        },
        {
            content: "Nothing was put on it in silence",
            trigger: ".o_field_one2many[name=order_line]:not(:contains(bản 2026)) .o_data_row",
        },
    ],
});

tours.add("cs_stockout_served_tour", {
    steps: () => [
        {
            content: "Open the case",
            trigger: "button[name=action_cs_stockout_cases]",
            run: "click",
        },
        {
            content: "The goods came, and it is done",
            trigger: ".o_statusbar_status .o_arrow_button_current[data-value=done]",
        },
    ],
});
