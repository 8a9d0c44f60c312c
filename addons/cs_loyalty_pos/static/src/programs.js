import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { patch } from "@web/core/utils/patch";

const listed = (ids) => (ids || "").split(" ").filter(Boolean);

/**
 * Return whether a customer, or nobody, may use a program: it is for all, or for a tier held.
 *
 * @param {Object} program of `loyalty.program`
 * @param {Object|undefined} partner
 */
export function isForCustomer(program, partner) {
    const wanted = listed(program.cs_pos_tiers);
    const held = listed(partner?.cs_pos_tiers);
    return !wanted.length || wanted.some((tier) => held.includes(tier));
}

/**
 * Return the points of a member, two decimals, never rounded up.
 *
 * @param {number} points
 * @param {number} times
 */
export function multiplied(points, times) {
    return Math.floor(Number((points * times * 100).toFixed(6))) / 100;
}

patch(PosOrder.prototype, {
    _programIsApplicable(program) {
        return isForCustomer(program, this.getPartner()) && super._programIsApplicable(program);
    },

    getClaimableRewards(...args) {
        const partner = this.getPartner();
        return super
            .getClaimableRewards(...args)
            .filter(({ reward }) => isForCustomer(reward.program_id, partner));
    },

    /** What loyalty cards earn is multiplied, as on orders; what is taken back, too. */
    pointsForPrograms(programs) {
        const result = super.pointsForPrograms(programs);
        const times = this.getPartner()?.cs_pos_times || 1;
        for (const program of programs) {
            if (times !== 1 && program.program_type === "loyalty") {
                for (const gain of result[program.id] || []) {
                    gain.points = multiplied(gain.points, times);
                }
            }
        }
        return result;
    },
});
