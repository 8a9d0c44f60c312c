import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("cs_survey_nps_case", {
    steps: () => [
        {
            content: "The card shows the score and the sentence that hurts",
            trigger:
                ".o_kanban_record:contains('Chị Lan'):contains('giao hàng chậm') .o_cs_nps_score:contains('3')",
        },
        {
            content: "Its owner has something to do",
            trigger: ".o_kanban_record:contains('Chị Lan') .o-mail-ActivityButton",
        },
        {
            content: "Open the case",
            trigger: ".o_kanban_record:contains('Chị Lan')",
            run: "click",
        },
        {
            content: "The customer was called",
            trigger: "button[name='action_contacted']",
            run: "click",
        },
        {
            content: "Say what was done",
            trigger: "[name='resolution'] textarea",
            run: "edit Called and apologised",
        },
        {
            content: "Resolve",
            trigger: "button[name='action_resolve']",
            run: "click",
        },
        {
            content: "It is resolved",
            trigger:
                ".o_statusbar_status button.o_arrow_button_current:contains('Resolved')",
        },
    ],
});
