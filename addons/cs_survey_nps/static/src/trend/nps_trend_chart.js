import { Component, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor, getCustomColor, hexToRGBA } from "@web/core/colors/colors";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";

/** Return a figure with one decimal, in the reader's language. */
export function figure(value) {
    return formatFloat(value, { digits: [16, 1], trailingZeros: false });
}

/**
 * Return what is said of one period: its figure with the interval, how many answered, and
 * which share of those who were asked.
 */
export function describePoint(point) {
    const lines = [
        _t("%(value)s, between %(low)s and %(high)s", {
            value: figure(point.value),
            low: figure(point.low),
            high: figure(point.high),
        }),
        point.few_answers
            ? _t("only %(count)s answers", { count: point.n })
            : _t("%(count)s answers", { count: point.n }),
    ];
    if (point.response_rate !== false) {
        lines.push(_t("response rate %(rate)s %", { rate: figure(point.response_rate) }));
    }
    return lines;
}

/**
 * A score over time with the band within which chance alone may move it.
 *
 * `points` are those of `cs.nps.program.cs_trend`, each with a `label`.
 */
export class NpsTrendChart extends Component {
    static template = "cs_survey_nps.NpsTrendChart";
    static props = {
        points: Array,
        title: String,
        lowest: Number,
        onOpen: Function,
    };

    setup() {
        this.canvasRef = useRef("canvas");
        this.chart = null;
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [this.props.points, this.props.title]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    /** What a screen reader says of the picture; the table below has the figures. */
    get summary() {
        const { points, title } = this.props;
        const last = points[points.length - 1];
        return _t("%(title)s over time, %(count)s periods. Latest, %(period)s: %(figures)s.", {
            title,
            count: points.length,
            period: last.label,
            figures: describePoint(last).join(", "),
        });
    }

    draw() {
        this.chart?.destroy();
        this.chart = new Chart(this.canvasRef.el, this.getConfig());
    }

    getConfig() {
        return {
            type: "line",
            data: { labels: this.props.points.map((point) => point.label), datasets: this.getDatasets() },
            options: {
                responsive: true,
                maintainAspectRatio: false,
                animation: false,
                interaction: { mode: "index", intersect: false },
                onClick: (_ev, elements) => this.onClick(elements),
                scales: this.getScales(),
                plugins: {
                    legend: { display: false },
                    tooltip: {
                        displayColors: false,
                        filter: (item) => item.datasetIndex === 0,
                        callbacks: {
                            label: (item) => describePoint(this.props.points[item.dataIndex]),
                        },
                    },
                },
            },
        };
    }

    getDatasets() {
        const points = this.props.points;
        const color = getColor(0, cookie.get("color_scheme"), "sm");
        const edge = { borderWidth: 0, pointRadius: 0, pointHitRadius: 0, tension: 0 };
        return [
            {
                label: this.props.title,
                data: points.map((point) => point.value),
                borderColor: color,
                backgroundColor: color,
                // A hollow point is one that few answers made.
                pointBackgroundColor: points.map((point) =>
                    point.few_answers ? "transparent" : color
                ),
                pointRadius: 5,
                pointHoverRadius: 7,
                tension: 0,
            },
            { ...edge, label: _t("At most"), data: points.map((point) => point.high) },
            {
                ...edge,
                label: _t("At least"),
                data: points.map((point) => point.low),
                backgroundColor: hexToRGBA(color, 0.2),
                fill: "-1",
            },
        ];
    }

    getScales() {
        const scheme = cookie.get("color_scheme");
        const ink = getCustomColor(scheme, "#111827", "#E4E4E4");
        const grid = getCustomColor(scheme, "rgba(0,0,0,.1)", "rgba(255,255,255,.15)");
        return {
            x: { ticks: { color: ink }, grid: { display: false } },
            y: {
                min: this.props.lowest,
                max: 100,
                ticks: { color: ink },
                grid: { color: grid },
                title: { display: true, text: this.props.title, color: ink },
            },
        };
    }

    onClick(elements) {
        if (elements.length) {
            this.props.onOpen(this.props.points[elements[0].index]);
        }
    }
}
