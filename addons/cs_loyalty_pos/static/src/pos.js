import { PartnerList } from "@point_of_sale/app/screens/partner_list/partner_list";
import { ResPartner } from "@point_of_sale/app/models/res_partner";
import { patch } from "@web/core/utils/patch";
import { hasNumber, keyOfNumber } from "./phone";

const plain = (code) => (code || "").replace(/[\s-]/g, "").toLowerCase();

patch(ResPartner.prototype, {
    /** The code on the card is as good as a barcode. */
    exactMatch(searchWord) {
        const typed = plain(searchWord);
        return super.exactMatch(searchWord) || (typed && plain(this.cs_member_code) === typed);
    },
});

patch(PartnerList.prototype, {
    /** Customers who are loaded are found by any spelling of their number, without the server. */
    getPartners(partners) {
        const found = super.getPartners(partners);
        const key = keyOfNumber(this.state.query || "");
        if (!key) {
            return found;
        }
        const others = partners.filter(
            (partner) => hasNumber(partner.cs_pos_numbers, key) && !found.includes(partner)
        );
        return [...others, ...found];
    },

    clickPartner(partner) {
        super.clickPartner(partner);
        if (partner && typeof partner.id === "number") {
            // Not waited for: the tier that is shown is corrected when the answer comes.
            this.pos.data
                .callRelated("res.partner", "get_new_partner", [
                    this.pos.config.id,
                    [["id", "=", partner.id]],
                    0,
                ])
                .catch(() => {});
        }
    },
});
