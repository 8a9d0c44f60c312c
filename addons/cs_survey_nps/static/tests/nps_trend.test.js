import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts, queryOne, select } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    findComponent,
    getService,
    models,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
    preloadBundle,
} from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { describePoint, NpsTrendChart } from "@cs_survey_nps/trend/nps_trend_chart";

class Program extends models.Model {
    _name = "cs.nps.program";
    name = fields.Char();
    metric = fields.Selection({
        selection: [
            ["nps", "NPS"],
            ["csat", "CSAT"],
        ],
    });
    _records = [
        { id: 1, name: "After the delivery", metric: "nps" },
        { id: 2, name: "Satisfaction", metric: "csat" },
    ];
}

defineMailModels();
defineModels([Program]);
preloadBundle("web.chartjs_lib");

const POINTS = [
    {
        id: 1,
        date_from: "2026-01-01",
        date_to: "2026-01-31",
        metric: "nps",
        n: 10,
        value: 30,
        low: -19.05,
        high: 65.2,
        few_answers: true,
        invited: 40,
        response_rate: 25,
    },
    {
        id: 2,
        date_from: "2026-02-01",
        date_to: "2026-02-28",
        metric: "nps",
        n: 100,
        value: 10,
        low: -6.13,
        high: 25.55,
        few_answers: false,
        invited: false,
        response_rate: false,
    },
];

/** Open the page as its menu does, and return its chart if there is one. */
async function openTrend(points = POINTS) {
    onRpc("cs.nps.program", "cs_trend", ({ args }) => {
        expect.step(JSON.stringify(args));
        return points;
    });
    const webClient = await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "cs_survey_nps.trend" });
    await animationFrame();
    return findComponent(webClient, (one) => one instanceof NpsTrendChart)?.chart;
}

test("the chart draws the figure within its interval", async () => {
    const chart = await openTrend();
    const [line, high, low] = chart.data.datasets;
    expect(line.data).toEqual([30, 10]);
    expect(high.data).toEqual([65.2, 25.55]);
    expect(low.data).toEqual([-19.05, -6.13]);
    expect(low.fill).toBe("-1");
    expect(chart.data.labels).toEqual(["Jan 2026", "Feb 2026"]);
    expect(line.pointBackgroundColor[0]).toBe("transparent");
    expect(line.pointBackgroundColor[1]).not.toBe("transparent");
    expect(chart.options.scales.y.min).toBe(-100);
    expect.verifySteps(['[[],"month"]']);
});

test("a tooltip says how many answered, and which share of those asked", async () => {
    const chart = await openTrend();
    const { filter, callbacks } = chart.config.options.plugins.tooltip;
    expect(callbacks.label({ dataIndex: 0 })).toEqual([
        "30, between -19.1 and 65.2",
        "only 10 answers",
        "response rate 25 %",
    ]);
    expect(describePoint(POINTS[1])).toEqual(["10, between -6.1 and 25.6", "100 answers"]);
    expect([0, 1, 2].map((datasetIndex) => filter({ datasetIndex }))).toEqual([
        true,
        false,
        false,
    ]);
    expect.verifySteps(['[[],"month"]']);
});

test("the table says the same to who cannot see the chart", async () => {
    await openTrend();
    expect("canvas[role=img]").toHaveCount(1);
    expect(queryOne("canvas").getAttribute("aria-label")).toInclude("Latest, Feb 2026: 10");
    expect(queryAllTexts("tbody tr:first-child > *")).toEqual([
        "Jan 2026",
        "30",
        "-19.1 … 65.2",
        "10 (few)",
        "25 %",
    ]);
    expect(queryAllTexts("tbody tr:last-child > *").at(-1)).toBe("–");
    expect("th[scope=col]").toHaveCount(5);
    expect.verifySteps(['[[],"month"]']);
});

test("a point and a row open the answers behind them", async () => {
    const chart = await openTrend();
    patchWithCleanup(getService("action"), {
        doAction(action) {
            expect.step(action.res_model);
            expect(action.domain).toEqual([
                ["answered_on", ">=", "2026-01-01"],
                ["answered_on", "<=", "2026-01-31"],
            ]);
        },
    });
    chart.options.onClick({}, [{ index: 0, datasetIndex: 0 }]);
    chart.options.onClick({}, []);
    await click("tbody tr:first-child a");
    await animationFrame();
    expect.verifySteps(['[[],"month"]', "cs.nps.report", "cs.nps.report"]);
});

test("weeks and programs of another scale are asked for", async () => {
    await openTrend();
    await contains("button:contains(By week)").click();
    await click("select");
    await select("2");
    await animationFrame();
    expect("thead th:eq(1)").toHaveText("Satisfied (%)");
    expect("button.active").toHaveText("By week");
    expect(queryAllTexts("tbody a")[0]).toInclude("week of");
    expect.verifySteps(['[[],"month"]', '[[],"week"]', '[[["program_id","=",2]],"week"]']);
});

test("without answers the page says what will appear", async () => {
    const chart = await openTrend([]);
    expect(chart).toBe(undefined);
    expect(".o_view_nocontent_smiling_face").toHaveText("No answers to draw yet");
    expect("table").toHaveCount(0);
    expect.verifySteps(['[[],"month"]']);
});
