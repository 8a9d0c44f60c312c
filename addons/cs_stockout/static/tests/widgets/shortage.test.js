import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Thing extends models.Model {
    _name = "thing";
    name = fields.Char();
    _records = [{ id: 7, name: "Cái" }];
}

class SaleOrder extends models.Model {
    _name = "sale.order";
    order_line = fields.One2many({ relation: "sale.order.line" });
    _records = [
        { id: 1, order_line: [11, 12] },
        { id: 2, order_line: [13] },
    ];
    _views = {
        form: `<form><field name="order_line"><list editable="bottom">
            <field name="product_id"/>
            <field name="product_uom_qty"/>
            <field name="cs_short_qty" widget="cs_shortage_badge"/>
        </list></field></form>`,
    };
}

class SaleOrderLine extends models.Model {
    _name = "sale.order.line";
    product_id = fields.Many2one({ relation: "thing" });
    product_uom_id = fields.Many2one({ relation: "thing" });
    currency_id = fields.Many2one({ relation: "thing" });
    warehouse_id = fields.Many2one({ relation: "thing" });
    move_ids = fields.One2many({ relation: "thing" });
    product_uom_qty = fields.Float();
    cs_short_qty = fields.Float();
    qty_to_deliver = fields.Float();
    free_qty_today = fields.Float();
    qty_available_today = fields.Float();
    virtual_available_at_date = fields.Float();
    forecast_expected_date = fields.Datetime();
    scheduled_date = fields.Datetime();
    is_mto = fields.Boolean();
    display_qty_widget = fields.Boolean();
    state = fields.Selection({
        selection: [
            ["draft", "Quotation"],
            ["sale", "Sales Order"],
        ],
    });
    _records = [
        { id: 11, product_id: 7, product_uom_id: 7, product_uom_qty: 5, cs_short_qty: 3, state: "draft", display_qty_widget: true },
        { id: 12, product_id: 7, product_uom_id: 7, product_uom_qty: 1, cs_short_qty: 0, state: "draft", display_qty_widget: true },
        { id: 13, product_id: 7, product_uom_id: 7, product_uom_qty: 4, cs_short_qty: 2.5, state: "sale" },
    ];
}

const SUBSTITUTE = {
    id: 42,
    name: "Nồi cơm 1.8L bản 2026",
    quantity: 3,
    uom: "Units",
    available: 14,
    difference: 0,
    score: 91.5,
    reasons: ["choice 1 of the shop", "14 available"],
};
const FOUND = {
    id: 11,
    short: 3,
    available: 2,
    next_date: "2026-12-03 10:00:00",
    next_quantity: 20,
    full_date: "2026-12-03 10:00:00",
    substitutes: [SUBSTITUTE],
    compare: false,
};

defineMailModels();
defineModels([Thing, SaleOrder, SaleOrderLine]);

const openOrder = (resId = 1) => mountView({ type: "form", resModel: "sale.order", resId });
const answer = (values) => onRpc("cs_shortage", () => [{ ...FOUND, ...values }]);
const badge = ".o_cs_short_badge";

test("a line that is short has a badge, others have none", async () => {
    await openOrder();
    expect(badge).toHaveCount(1);
    expect(`.o_data_row:first ${badge}`).toHaveText("3");
});

test("the badge tells what can be promised, the next receipt and the substitutes", async () => {
    onRpc("cs_shortage", ({ args }) => {
        expect.step(args[0]);
        return [FOUND];
    });
    await openOrder();
    await contains(badge).click();
    expect.verifySteps([[11]]);
    expect(".o_cs_shortage p:first").toHaveText("Short: 3 · Can be promised: 2");
    expect(".o_cs_next_receipt").toHaveText(/12\/03\/2026 \(\+20\) · All there from 12\/03\/2026/);
    expect(".o_cs_substitute").toHaveText(/bản 2026/);
    expect(".o_cs_substitute").toHaveText(/Same price/);
    expect(".o_cs_substitute .badge").toHaveText("91.5");
    await contains(".o_cs_why summary").click();
    expect(".o_cs_why").toHaveText(/choice 1 of the shop · 14 available/);
    expect(".o_cs_compare").toHaveCount(0);
});

test("without a receipt or a substitute it says so", async () => {
    answer({ next_date: false, full_date: false, substitutes: [] });
    await openOrder();
    await contains(badge).click();
    expect(".o_cs_no_receipt").toHaveText("No receipt is planned.");
    expect(".o_cs_shortage").toHaveText(/No substitute is available/);
});

test("swap is done by the server, once, and the popover closes", async () => {
    answer();
    onRpc("action_cs_swap", ({ args }) => {
        expect.step(args);
        return true;
    });
    await openOrder();
    await contains(badge).click();
    await contains(".o_cs_swap").click();
    await animationFrame();
    expect.verifySteps([[[11], 42, false]]);
    expect(".o_cs_shortage").toHaveCount(0);
});

test("the whole line can be swapped where a part of it is there", async () => {
    answer();
    onRpc("action_cs_swap", ({ args }) => {
        expect.step(args);
        return true;
    });
    await openOrder();
    await contains(badge).click();
    await contains(".o_cs_swap_whole").click();
    expect.verifySteps([[[11], 42, true]]);
});

test("compare opens what the server answers, where it can compare", async () => {
    answer({ compare: true });
    onRpc("action_cs_compare", ({ args }) => {
        expect.step(args);
        return { type: "ir.actions.act_window_close" };
    });
    mockService("action", { doAction: (action) => expect.step(action.type) });
    await openOrder();
    await contains(badge).click();
    await contains(".o_cs_compare").click();
    expect.verifySteps([[[11], 42], "ir.actions.act_window_close"]);
});

test("what is typed and not saved is not asked about", async () => {
    onRpc("cs_shortage", () => expect.step("asked"));
    await openOrder();
    await contains(".o_data_row:first td[name=product_uom_qty]").click();
    await contains(".o_data_row:first td[name=product_uom_qty] input").edit("9");
    await contains(badge).click();
    expect(".o_cs_unsaved").toHaveCount(1);
    expect.verifySteps([]);
});

test("a confirmed line leads to its case", async () => {
    onRpc("action_cs_case", ({ args }) => {
        expect.step(args[0]);
        return { type: "ir.actions.act_window_close" };
    });
    mockService("action", { doAction: (action) => expect.step(action.type) });
    await openOrder(2);
    expect(badge).toHaveText("2.5");
    await contains(badge).click();
    await contains(".o_cs_case button").click();
    expect.verifySteps([[13], "ir.actions.act_window_close"]);
});
