import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as PartnerList from "@point_of_sale/../tests/pos/tours/utils/partner_list_util";
import * as PosLoyalty from "@pos_loyalty/../tests/tours/utils/pos_loyalty_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("cs_loyalty_pos", {
    steps: () =>
        [
            Chrome.startPoS(),
            Dialog.confirm("Open Register"),
            ProductScreen.clickPartnerButton(),
            {
                content: "type her number as it was ten years ago",
                trigger: ".modal-dialog .input-group input",
                run: "edit 0168 234 5678",
            },
            {
                content: "the old number of eleven digits finds her, with tier and last purchase",
                trigger:
                    ".partner-list .partner-info:contains('AAA Lan'):has(.cs-pos-dot):contains('Counter Silver'):contains('Last purchase')",
            },
            {
                content: "no other customer is shown",
                trigger: ".partner-list:not(:has(.partner-info:contains('AAB Minh')))",
            },
            PartnerList.clickPartner("AAA Lan"),
            {
                content: "the order says who she is and what is missing",
                trigger: ".cs-pos-banner:contains('Counter Silver'):contains('Counter Gold')",
            },
            ProductScreen.clickDisplayedProduct("Counter Rice"),
            {
                content: "and goes on saying so while goods are scanned",
                trigger: ".cs-pos-banner:contains('Counter Gold')",
            },
            PosLoyalty.hasRewardLine("Silver week", "-2.00"),
            PosLoyalty.pointsAwardedAre("12"),
            ProductScreen.clickPartnerButton(),
            PartnerList.clickPartner("AAB Minh"),
            PosLoyalty.orderTotalIs("10.00"),
            {
                content: "the programme of the tier is not for someone without it",
                trigger: ".order-container:not(:contains('Silver week'))",
            },
            ProductScreen.clickDisplayedProduct("Counter Rice"),
            PosLoyalty.pointsAwardedAre("20"),
        ].flat(),
});
