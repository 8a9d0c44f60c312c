import { QtyAtDatePopover } from "@sale_stock/widgets/qty_at_date_widget";
import { formatDate, deserializeDateTime } from "@web/core/l10n/dates";
import { formatMonetary } from "@web/views/fields/formatters";
import { useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";
import { onWillStart, useState } from "@odoo/owl";

/** What is short, when it comes, and what may replace it, beside Odoo's own availability. */
patch(QtyAtDatePopover.prototype, {
    setup() {
        super.setup();
        this.orm = useService("orm");
        this.shortage = useState({ short: 0, substitutes: [], busy: false });
        onWillStart(() => this.loadShortage());
    },

    get isQuotation() {
        return ["draft", "sent"].includes(this.props.record.data.state);
    },

    async loadShortage() {
        const { resId } = this.props.record;
        if (resId && this.isQuotation) {
            const [found] = await this.orm.call("sale.order.line", "cs_shortage", [[resId]]);
            Object.assign(this.shortage, found || { short: 0, substitutes: [] });
        }
    },

    formatShortageDate(date) {
        return formatDate(deserializeDateTime(date));
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
});
