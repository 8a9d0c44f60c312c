import { QtyAtDatePopover } from "@sale_stock/widgets/qty_at_date_widget";
import { formatDate, deserializeDateTime } from "@web/core/l10n/dates";
import { formatFloat, formatMonetary } from "@web/views/fields/formatters";
import { useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";
import { onWillStart, useState } from "@odoo/owl";

const NOTHING = { short: 0, available: 0, substitutes: [], compare: false };

/** What is short, when it comes, and what may replace it, beside Odoo's own availability. */
patch(QtyAtDatePopover.prototype, {
    setup() {
        super.setup();
        this.orm = useService("orm");
        this.shortage = useState({ ...NOTHING, busy: false });
        onWillStart(() => this.loadShortage());
    },

    get isQuotation() {
        return ["draft", "sent"].includes(this.props.record.data.state);
    },

    /** What the user typed is not known to the server yet: it is not asked about it. */
    get isUnsaved() {
        const { resId, dirty, data } = this.props.record;
        return this.isQuotation && data.cs_short_qty > 0 && (!resId || dirty);
    },

    get hasCase() {
        return this.props.record.data.state === "sale" && this.props.record.data.cs_short_qty > 0;
    },

    async loadShortage() {
        const { resId } = this.props.record;
        if (resId && this.isQuotation && !this.isUnsaved) {
            const [found] = await this.orm.call("sale.order.line", "cs_shortage", [[resId]]);
            Object.assign(this.shortage, NOTHING, found);
        }
    },

    formatShortageDate(date) {
        return formatDate(deserializeDateTime(date));
    },

    formatShortageQty(quantity) {
        return formatFloat(quantity, { trailingZeros: false });
    },

    formatScore(score) {
        return formatFloat(score, { digits: [16, 1], trailingZeros: false });
    },

    formatDifference({ difference }) {
        const { currency_id } = this.props.record.data;
        const amount = formatMonetary(Math.abs(difference), { currencyId: currency_id?.id });
        return `${difference > 0 ? "+" : "−"}${amount}`;
    },

    /** Save what the user typed, swap on the server, show the result. */
    async swap(substitute, whole) {
        const { record } = this.props;
        const root = record.model.root;
        this.shortage.busy = true;
        try {
            if (!(await root.save())) {
                return;
            }
            await this.orm.call("sale.order.line", "action_cs_swap", [
                [record.resId],
                substitute.id,
                whole,
            ]);
            await root.load();
        } finally {
            this.shortage.busy = false;
            this.props.close();
        }
    },

    /** Lay the substitutes side by side, this one first. */
    async compare(substitute) {
        const { record } = this.props;
        const action = await this.orm.call("sale.order.line", "action_cs_compare", [
            [record.resId],
            substitute.id,
        ]);
        this.props.close();
        return this.actionService.doAction(action, { onClose: () => record.model.root.load() });
    },

    async openCase() {
        const { resId } = this.props.record;
        const action = await this.orm.call("sale.order.line", "action_cs_case", [[resId]]);
        this.props.close();
        return this.actionService.doAction(action);
    },
});
