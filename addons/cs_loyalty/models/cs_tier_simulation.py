from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

from ..tools import simulation

STATES = [("draft", "Draft"), ("ran", "Calculated"), ("applied", "Applied")]


class CsTierSimulation(models.Model):
    """Thresholds on paper: who would move and what it costs, before anything is changed."""

    _name = "cs.tier.simulation"
    _description = "Tier Simulation"
    _order = "id desc"

    name = fields.Char(required=True, default=lambda self: self.env._("New thresholds"))
    group_id = fields.Many2one(
        "cs.tier.group",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env["cs.tier.group"].search([], limit=1),
    )
    company_id = fields.Many2one(related="group_id.company_id")
    currency_id = fields.Many2one(related="group_id.currency_id")
    metric_currency_id = fields.Many2one(related="group_id.metric_currency_id")
    as_of = fields.Date(
        required=True,
        default=lambda self: self._default_as_of(),
        help="Decide from the documents up to this day. On a day in the past both sides are what "
        "the contribution of that day earns.",
    )
    long_run = fields.Boolean(
        help="Compare what the contribution earns, as if nothing were still kept by retention, "
        "grace or by hand. Otherwise: what the next review would do.",
    )
    state = fields.Selection(STATES, default="draft", readonly=True, copy=False)
    line_ids = fields.One2many("cs.tier.simulation.line", "simulation_id", copy=True)
    move_ids = fields.One2many("cs.tier.simulation.move", "simulation_id", string="Moves")
    cost_ids = fields.One2many("cs.tier.simulation.cost", "simulation_id", string="Benefits")
    counts = fields.Json(readonly=True, copy=False)
    matrix = fields.Html(compute="_compute_matrix", sanitize=False)
    loser_count = fields.Integer(string="Losers", readonly=True, copy=False)
    winner_count = fields.Integer(string="Winners", readonly=True, copy=False)
    none_before = fields.Integer(string="No Tier Before", readonly=True, copy=False)
    none_after = fields.Integer(string="No Tier After", readonly=True, copy=False)
    cost_before = fields.Monetary(compute="_compute_costs", string="Known Cost Before")
    cost_after = fields.Monetary(compute="_compute_costs", string="Known Cost After")
    cost_change = fields.Monetary(compute="_compute_costs", string="Change of Cost")
    cost_open = fields.Boolean(compute="_compute_costs", string="Costs Incomplete")
    summary = fields.Char(compute="_compute_summary")
    send_mail = fields.Boolean(
        string="Mail Those Who Move Up",
        copy=False,
        help="Unless they refuse offers and news. Those who move down get none.",
    )

    @api.model
    def _default_as_of(self):
        """Return today where the first group's company is, whatever the user's own day."""
        group = self.env["cs.tier.group"].search([], limit=1)
        return group._today() if group else fields.Date.context_today(self)

    @api.depends_context("lang")
    @api.depends("counts", "line_ids.name")
    def _compute_matrix(self):
        for record in self:
            record.matrix = record._render_matrix() if record.counts else False

    @api.depends("cost_ids")
    def _compute_costs(self):
        for record in self:
            costs = record.cost_ids
            record.cost_before = sum(costs.mapped("amount_before"))
            record.cost_after = sum(costs.mapped("amount_after"))
            record.cost_change = record.cost_after - record.cost_before
            record.cost_open = any(cost.known != "all" for cost in costs)

    @api.depends_context("lang")
    @api.depends("state", "loser_count", "winner_count")
    def _compute_summary(self):
        for record in self:
            record.summary = record.state != "draft" and self.env._(
                "Customers who move: %(all)s, of them %(up)s up and %(down)s down.",
                all=record.winner_count + record.loser_count,
                up=record.winner_count,
                down=record.loser_count,
            )

    @api.constrains("as_of", "group_id")
    def _check_day(self):
        for record in self:
            record.group_id._get_simulated_day(record.as_of)

    @api.onchange("group_id")
    def _onchange_group_id(self):
        if self.line_ids.tier_id.group_id != self.group_id or not self.line_ids:
            self.line_ids = [Command.clear(), *self._get_line_commands(self.group_id)]
        if self.group_id and self.as_of:
            self.as_of = min(self.as_of, self.group_id._today())

    @api.model_create_multi
    def create(self, vals_list):
        groups = self.env["cs.tier.group"]
        for vals in vals_list:
            if not vals.get("line_ids") and vals.get("group_id"):
                vals["line_ids"] = self._get_line_commands(groups.browse(vals["group_id"]))
        return super().create(vals_list)

    def write(self, vals):
        if {"group_id", "as_of", "long_run", "line_ids"} & vals.keys():
            vals = dict(vals, **self._forget_values())
        return super().write(vals)

    @api.model
    def _forget_values(self):
        """Return the values of a simulation whose question changed: its answer is gone."""
        return {
            "state": "draft",
            "counts": False,
            "loser_count": 0,
            "winner_count": 0,
            "none_before": 0,
            "none_after": 0,
            "move_ids": [Command.clear()],
            "cost_ids": [Command.clear()],
        }

    @api.model
    def _get_line_commands(self, group):
        return [
            Command.create({"tier_id": tier.id, "name": tier.name, "threshold": tier.threshold})
            for tier in group.tier_ids.sorted("rank")
        ]

    def action_run(self):
        """Reckon who would move and what the benefits cost; only the simulation is written.

        :raises AccessError: for those who may not change tier groups
        :raises UserError: for a day to come
        :raises ValidationError: where a higher tier asks no more than a lower one
        """
        for record in self:
            record._check_may_run()
            record.group_id._get_simulated_day(record.as_of)
            tiers = record._get_arranged()
            # The group's documents and members are read, for one who may change its tiers.
            record.sudo()._run(tiers)
        return True

    def _check_may_run(self):
        self.ensure_one()
        self.check_access("write")
        self.group_id.check_access("write")

    def _get_arranged(self):
        """Return the tiers on paper as the review takes them, a new one by minus its line's id."""
        present = self.group_id.with_context(active_test=False).tier_ids
        lines = {line.tier_id: line for line in self.line_ids if line.tier_id}
        if not any(line.kept for line in self.line_ids):
            raise UserError(self.env._("Keep at least one tier, or add one, with its threshold."))
        candidates = [
            simulation.Candidate(
                tier.id,
                tier.rank,
                lines[tier].threshold if tier in lines else tier.threshold,
                tier in lines and lines[tier].kept,
            )
            for tier in present
        ]
        news = self.line_ids.filtered(lambda line: not line.tier_id and line.kept)
        candidates += [simulation.Candidate(-line.id, 0, line.threshold) for line in news]
        return self.group_id._arrange_tiers(candidates)

    def _is_long_run(self):
        return self.long_run or self.as_of < self.group_id._today()

    def _run(self, tiers):
        group = self.group_id
        self.write(self._forget_values())
        [counts] = group._simulate(self.as_of, [tiers], self._is_long_run())
        self._write_moves(tiers)
        self._write_counts(counts, tiers)
        self._write_costs(tiers)
        self.state = "ran"

    def _write_counts(self, counts, tiers):
        ranks = {key: rank for key, rank, _threshold, _active in tiers}
        changed = {pair: count for pair, count in counts.items() if pair[0] != pair[1]}
        ups = [n for (a, b), n in changed.items() if ranks.get(b, 0) > ranks.get(a, 0)]
        before, after = {}, {}
        for (start, end), count in counts.items():
            before[start] = before.get(start, 0) + count
            after[end] = after.get(end, 0) + count
        for line in self.line_ids:
            line.count_before = before.get(line.tier_id.id or None, 0)
            line.count_after = after.get(line.tier_id.id or -line.id, 0)
        self.write(
            {
                "winner_count": sum(ups),
                "loser_count": sum(changed.values()) - sum(ups),
                "none_before": before.get(False, 0),
                "none_after": after.get(False, 0),
                "counts": [[a or 0, b or 0, count] for (a, b), count in counts.items()],
            }
        )

    def _write_moves(self, tiers):
        """Keep the customers who would move, in one statement."""
        day = self.as_of
        ids, ranks, thresholds = zip(*(tier[:3] for tier in tiers), strict=True)
        self.env.execute_query(
            SQL(
                """
                WITH %(summed)s, placed AS (%(placed)s),
                     paper AS (
                SELECT * FROM unnest(%(ids)s::integer[], %(ranks)s::integer[],
                                     %(thresholds)s::numeric[]) AS t (id, rank, threshold))
                INSERT INTO cs_tier_simulation_move (simulation_id, partner_id, from_tier_id,
                       to_tier_id, to_line_id, direction, contribution, gap, steps)
                SELECT %(simulation)s, placed.partner_id, before_id,
                       NULLIF(GREATEST(after_id, 0), 0), line.id,
                       CASE WHEN COALESCE(new.rank, 0) > COALESCE(old.rank, 0)
                            THEN 'up' ELSE 'down' END,
                       placed.value, GREATEST(old.threshold - placed.value, 0),
                       ABS((SELECT COUNT(*) FROM paper p WHERE p.rank <= COALESCE(new.rank, 0))
                           - (SELECT COUNT(*) FROM paper p WHERE p.rank <= COALESCE(old.rank, 0)))
                  FROM placed
                  LEFT JOIN paper old ON old.id = before_id
                  LEFT JOIN paper new ON new.id = after_id
                  LEFT JOIN cs_tier_simulation_line line
                    ON line.simulation_id = %(simulation)s
                   AND (line.tier_id = after_id OR line.id = -after_id)
                 WHERE before_id IS DISTINCT FROM after_id
                RETURNING id
                """,
                summed=self.group_id._sql_simulated(day),
                placed=self.group_id._sql_placed(day, tiers, self._is_long_run()),
                ids=list(ids),
                ranks=list(ranks),
                thresholds=list(thresholds),
                simulation=self.id,
            )
        )
        self.env["cs.tier.simulation.move"].invalidate_model(flush=False)
        self.invalidate_recordset(["move_ids"], flush=False)

    def _render_matrix(self):
        """Return the table of customers by tier before (down) and after (across)."""
        lines = self.line_ids.sorted(lambda line: (line.threshold, line.id))
        names = {line.tier_id.id or -line.id: line.display_name for line in lines}
        extra = {row[0] for row in self.counts} - set(names) - {0}
        names |= {tier.id: tier.name for tier in self.env["cs.tier"].browse(sorted(extra))}
        keys = [0, *names]
        counts = {(before, after): count for before, after, count in self.counts}
        rows = simulation.matrix(counts, keys)
        labels = [self.env._("No tier"), *names.values()]
        totals = [sum(column) for column in zip(*rows, strict=True)]
        return self.env["ir.qweb"]._render(
            "cs_loyalty.simulation_matrix",
            {"labels": labels, "rows": list(zip(labels, rows, strict=True)), "totals": totals},
        )

    def action_confirm(self):
        """Ask once before applying, with today's numbers of those who move."""
        self.ensure_one()
        self._check_may_run()
        if self.state != "ran" or self._is_long_run():
            self.write({"as_of": self.group_id._today(), "long_run": False})
        self.action_run()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Apply the new thresholds"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(self.env.ref("cs_loyalty.cs_tier_simulation_view_form_apply").id, "form")],
            "target": "new",
        }

    def action_apply(self):
        """Give the group the tiers on paper and review it: movements with the cause ``rule``.

        No mail is sent unless ``send_mail``, and then to those who move up.

        :raises AccessError: for those who may not change tier groups
        :raises UserError: when applied already, or while another review runs
        """
        self.ensure_one()
        self._check_may_run()
        group = self.group_id
        if self.state == "applied":
            raise UserError(self.env._("These thresholds are applied already."))
        if group.sudo().try_lock_for_update(allow_referencing=True) != group.sudo():
            raise UserError(
                self.env._("A review is running at this moment: try again in a minute.")
            )
        group.write({"tier_ids": self._get_tier_commands()})
        events = group.sudo()._review()
        if self.send_mail:
            events._queue_rule_mails()
        self.sudo()._settle()
        return {"type": "ir.actions.act_window_close"}

    def _get_tier_commands(self):
        commands = []
        tiers = self.group_id.with_context(active_test=False).tier_ids
        stored = {tier.id: tier for tier in tiers}
        for key, rank, threshold, active in self._get_arranged():
            tier = stored.get(key)
            if not tier:
                line = self.line_ids.browse(-key)
                values = {"name": line.name, "rank": rank, "threshold": threshold}
                commands.append(Command.create(values))
                continue
            values = {"rank": rank, "threshold": threshold, "active": active}
            changes = {name: value for name, value in values.items() if tier[name] != value}
            if changes:
                commands.append(Command.update(key, changes))
        return commands

    def _settle(self):
        """Note that the thresholds are applied; new tiers are known now."""
        for line in self.line_ids.filtered(lambda line: not line.tier_id and line.kept):
            line.tier_id = self.group_id.tier_ids.filtered(
                lambda tier, line=line: tier.name == line.name
                and tier.threshold == line.threshold
            )[:1]
        self.state = "applied"

    def action_discard(self):
        """Throw the simulation away; nothing else was ever written."""
        self.ensure_one()
        self.unlink()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_loyalty.cs_tier_simulation_action"
        )
        return dict(action, target="main")

    def action_open_losers(self):
        """Open the customers who would move down."""
        return self._open_moves("down")

    def action_open_winners(self):
        """Open the customers who would move up."""
        return self._open_moves("up")

    def _open_moves(self, direction):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_loyalty.cs_tier_simulation_move_action"
        )
        domain = [("simulation_id", "=", self.id), ("direction", "=", direction)]
        return dict(action, domain=domain)

    def action_export(self):
        """Download the result as a spreadsheet."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/cs/loyalty/simulation/{self.id}.xlsx",
            "target": "download",
        }
