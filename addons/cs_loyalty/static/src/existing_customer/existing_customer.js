import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

/**
 * The customers who already have the number that is being typed. Using one replaces the record in
 * the form: saved from an order's dialog, it is the existing customer that the order gets.
 */
export class ExistingCustomerField extends Component {
    static template = "cs_loyalty.ExistingCustomerField";
    static props = { ...standardFieldProps };

    get customers() {
        return this.props.record.data[this.props.name].records.map((record) => ({
            id: record.resId,
            name: record.data.display_name,
        }));
    }

    async use(id) {
        await this.props.record.model.load({ resId: id });
    }
}

export const existingCustomerField = {
    component: ExistingCustomerField,
    displayName: _t("Existing customer"),
    supportedTypes: ["many2many"],
    relatedFields: [{ name: "display_name", type: "char", readonly: true }],
};

registry.category("fields").add("cs_existing_customer", existingCustomerField);
