import { qtyAtDateWidget, QtyAtDateWidget } from "@sale_stock/widgets/qty_at_date_widget";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The missing quantity as a badge, which opens the availability of the line. */
export class ShortageBadge extends QtyAtDateWidget {
    static template = "cs_stockout.ShortageBadge";
    static props = { ...standardFieldProps };

    get quantity() {
        return this.props.record.data[this.props.name];
    }

    get label() {
        return formatFloat(this.quantity, { trailingZeros: false });
    }

    get title() {
        return _t("Stock and receipts do not cover %s of this line.", this.label);
    }
}

registry.category("fields").add("cs_shortage_badge", {
    component: ShortageBadge,
    supportedTypes: ["float"],
    fieldDependencies: [
        ...qtyAtDateWidget.fieldDependencies,
        { name: "state", type: "selection" },
        { name: "product_id", type: "many2one" },
        { name: "product_uom_id", type: "many2one" },
        { name: "currency_id", type: "many2one" },
    ],
});
