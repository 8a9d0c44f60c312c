import { Component, onWillStart, useState } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { figure, NpsTrendChart } from "./nps_trend_chart";

const METRICS = {
    nps: { title: _t("NPS"), lowest: -100, report: "cs.nps.report" },
    csat: { title: _t("Satisfied (%)"), lowest: 0, report: "cs.nps.scale.report" },
    ces: { title: _t("Found it easy (%)"), lowest: 0, report: "cs.nps.scale.report" },
};

/** The page of the trend: the chart, and the same figures as a table that can be read aloud. */
export class NpsTrend extends Component {
    static template = "cs_survey_nps.NpsTrend";
    static components = { Layout, NpsTrendChart };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.figure = figure;
        const programId = this.props.action.context?.active_program_id || 0;
        this.state = useState({ programs: [], programId, interval: "month", points: [] });
        onWillStart(async () => {
            this.state.programs = await this.orm.searchRead(
                "cs.nps.program",
                [],
                ["display_name", "metric"],
                { context: { active_test: false } }
            );
            await this.load();
        });
    }

    get program() {
        return this.state.programs.find((program) => program.id === this.state.programId);
    }

    get metric() {
        return METRICS[this.program?.metric || "nps"];
    }

    get domain() {
        return this.program ? [["program_id", "=", this.program.id]] : [];
    }

    async load() {
        const points = await this.keepLast.add(
            this.orm.call("cs.nps.program", "cs_trend", [this.domain, this.state.interval])
        );
        this.state.points = points.map((point) => ({ ...point, label: this.getLabel(point) }));
    }

    getLabel(point) {
        const first = deserializeDate(point.date_from);
        return this.state.interval === "month"
            ? first.toFormat("MMM yyyy")
            : _t("week of %(day)s", { day: formatDate(first) });
    }

    async onProgram(ev) {
        this.state.programId = Number(ev.target.value);
        await this.load();
    }

    async onInterval(interval) {
        this.state.interval = interval;
        await this.load();
    }

    /** Open the answers behind one point. */
    openAnswers(point) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Answers, %(period)s", { period: point.label }),
            res_model: this.metric.report,
            views: [
                [false, "list"],
                [false, "pivot"],
                [false, "graph"],
            ],
            domain: [
                ...this.domain,
                ["answered_on", ">=", point.date_from],
                ["answered_on", "<=", point.date_to],
            ],
        });
    }

    /** Open the months as a list, where they can be exported. */
    openList() {
        return this.action.doAction("cs_survey_nps.cs_nps_trend_action", {
            additionalContext: this.program
                ? { search_default_program_id: this.program.id }
                : { search_default_nps: 1 },
        });
    }
}

registry.category("actions").add("cs_survey_nps.trend", NpsTrend);
