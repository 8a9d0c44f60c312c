import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("cs_survey_nps_journey_6", {
    steps: () => [
        {
            content: "From the graph to the table",
            trigger: "button.o_switch_view.o_pivot",
            run: "click",
        },
        {
            content: "The NPS of the month is a door to its answers",
            trigger: ".o_pivot_cell_value:contains('40.0')",
            run: "click",
        },
        {
            content: "The answers behind the number",
            trigger: ".o_list_view .o_data_row:contains('Customer 2')",
        },
        {
            trigger: ".o_list_view .o_data_row:contains('Customer 10')",
        },
    ],
});

registry.category("web_tour.tours").add("cs_survey_nps_trend", {
    steps: () => [
        {
            content: "The trend with its interval is drawn",
            trigger: "canvas",
        },
        {
            content: "and says in a table what the band shows",
            trigger: "table:contains('40')",
        },
    ],
});
