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
            content: "It is noted that she was",
            trigger:
                ".o_statusbar_status button.o_arrow_button_current:contains('Contacted')",
        },
        {
            // Clicked, not typed: what is typed is searched for a moment later, and
            // that opens the list again over a choice already made.
            content: "Name the cause",
            trigger: "[name='cause_id'] input",
            run: "click",
        },
        {
            content: "It was late",
            trigger: ".o-autocomplete--dropdown-item a:contains('Delivered late')",
            run: "click",
        },
        {
            content: "The cause is chosen",
            trigger: "[name='cause_id'] input:value('Delivered late')",
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
        {
            content: "Tell the customer",
            trigger: "button[name='action_tell']:contains('Tell the Customer')",
            run: "click",
        },
        {
            content: "The mail says what was done",
            trigger: ".modal [name='body']:contains('Called and apologised')",
        },
        {
            content: "Send it",
            trigger: ".modal button[name='action_send']",
            run: "click",
        },
        {
            content: "It is kept in the conversation",
            trigger: "body:not(:has(.modal)) .o-mail-Message:contains('This is what we did about it')",
        },
    ],
});
