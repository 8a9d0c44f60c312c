import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { mockDate } from "@odoo/hoot-mock";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

class Appointment extends models.Model {
    _name = "appointment";
    deadline = fields.Date();
    _records = [
        { id: 1, deadline: "2026-12-01" },
        { id: 2, deadline: "2026-11-27" },
        { id: 3, deadline: "2026-10-27" },
        { id: 4, deadline: "2027-12-01" },
        { id: 5, deadline: false },
    ];
}

defineMailModels();
defineModels([Appointment]);

test("a deadline in the next month is counted in days", async () => {
    mockDate("2026-11-26 10:00:00");
    await mountView({
        type: "list",
        resModel: "appointment",
        arch: `<list><field name="deadline" widget="cs_remaining"/></list>`,
    });
    expect(".o_data_row:eq(0)").toHaveText("In 5 days");
    expect(".o_data_row:eq(1)").toHaveText("Tomorrow");
    expect(".o_data_row:eq(2)").toHaveText("30 days ago");
    expect(".o_data_row:eq(3)").toHaveText(/2027/);
    expect(".o_data_row:eq(4)").toHaveText("");
});
