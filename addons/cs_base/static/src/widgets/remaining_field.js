import { registry } from "@web/core/registry";
import { capitalize } from "@web/core/utils/strings";
import {
    remainingDaysField,
    RemainingDaysField,
} from "@web/views/fields/remaining_days/remaining_days_field";

/**
 * Odoo's remaining days, always counted in days: at the end of a month Odoo says "Next month" of a
 * deadline that is five days away.
 */
export class RemainingField extends RemainingDaysField {
    get diffString() {
        const value = this.props.record.data[this.props.name];
        if (!value || Math.abs(this.diffDays) > 99) {
            return super.diffString;
        }
        return capitalize(value.toRelativeCalendar({ unit: "days" }));
    }
}

registry.category("fields").add("cs_remaining", { ...remainingDaysField, component: RemainingField });
