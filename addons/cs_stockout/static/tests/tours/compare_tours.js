import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const column = ".modal .o_cs_compare .o_kanban_record:contains(bản 2026)";

const swapFromColumn = () => [
    { content: "The product ordered stands beside it", trigger: ".modal .o_cs_compare .o_kanban_record:first:contains(Ordered)" },
    { content: "Why it is good", trigger: `${column} .o_cs_why li:contains(of 35)` },
    { content: "Swap", trigger: `${column} .o_cs_compare_swap`, run: "click" },
    { content: "The window is closed", trigger: "body:not(:has(.modal))" },
    {
        content: "The substitute is on the order",
        trigger: ".o_field_one2many[name=order_line] .o_data_row:contains(bản 2026)",
    },
];

tours.add("cs_stockout_compare_popover_tour", {
    steps: () => [
        {
            content: "Open the availability",
            trigger: ".o_data_row:first .o_widget_qty_at_date_widget a",
            run: "click",
        },
        {
            content: "Compare",
            trigger: ".o_cs_substitute:contains(bản 2026) .o_cs_compare",
            run: "click",
        },
        ...swapFromColumn(),
    ],
});

tours.add("cs_stockout_compare_window_tour", {
    steps: () => [
        { content: "Shortages", trigger: "button[name=action_cs_shortages]", run: "click" },
        {
            content: "Compare",
            trigger: ".modal .o_data_row:contains(bản 2026) button[name=action_compare]",
            run: "click",
        },
        ...swapFromColumn(),
    ],
});
