"""Measure queueing survey mails beside the batch of a core template, in one run.

What is timed is from the invitations that are due to mails in the queue: rendered in the
recipient's language, with headers and a token of its own. Core's side is `send_mail_batch` of
the invitation template of the app Surveys, on as many of its own records.
"""

import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dev.bench import measure  # noqa: E402
from dev.real_data.reader import InputError  # noqa: E402
from dev.real_data.session import boot  # noqa: E402

BATCH, ROUNDS = 1_000, 5
EDITED = """
<div><t t-set="first" t-value="(object.partner_id.name or '').split(' ')[0]"/>
<p>Dear <t t-out="first or 'customer'"/>,</p>
<p t-if="object.sale_order_id">Your order <b t-out="object.sale_order_id.name"/>.</p>
<p t-out="object.program_id.question"/>
<p><t t-foreach="object._cs_score_rows()" t-as="row"><t t-foreach="row" t-as="link">
<a t-att-href="link['url']" t-out="link['score']"/> </t></t></p>
<p><a t-att-href="object._cs_unsubscribe_url()">No more surveys</a></p></div>
"""


def main():
    options = measure.options(__doc__)
    registry = boot(options.config, options.database, ("cs_survey_nps", "survey"))
    from odoo import SUPERUSER_ID, api

    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
        count = max(50, int(BATCH * min(1, options.scale * 10)))
        rows, seconds = Sending(env, count).measure()
        cr.rollback()
    measure.show(f"Queueing {count} survey mails", rows)
    if options.json:
        measure.save(options.json, "survey_send", options.scale, rows, seconds)


class Sending:
    def __init__(self, env, count):
        self.env = env
        self.count = count
        self.turn = 0
        self.queries = []
        self.core = env.ref("survey.mail_template_user_input_invite")
        env["cs.nps.program"].search([]).active = False
        self.program = self._program(env.ref("cs_survey_nps.mail_template_invitation"))
        self.edited = self._program(self.program.mail_template_id.copy({"body_html": EDITED}))

    def _program(self, template):
        return self.env["cs.nps.program"].create(
            {
                "name": "Bench", "trigger": "manual", "mail_template_id": template.id,
                "delay_hours": 0, "send_from_hour": 0, "send_to_hour": 24, "quarantine_days": 0,
            }
        )

    def _partners(self):
        self.turn += 1
        return self.env["res.partner"].create(
            [
                {
                    "name": f"Bench {number}", "lang": "en_US",
                    "email": f"bench{self.turn}-{number}@example.com",
                }
                for number in range(self.count)
            ]
        )

    def _fresh(self):
        self.env.flush_all()
        self.env.invalidate_all()

    def measure(self):
        seconds = measure.interleaved(
            {"core": self.send_core, "suite": self.send_suite, "edited": self.send_edited,
             "decided": self.send_decided},
            ROUNDS,
        )
        median = measure.medians(seconds)
        core = median["core"]
        queries = statistics.median(self.queries) / self.count
        rate = {name: self.count / value for name, value in median.items()}
        return [
            measure.Row("core's send_mail_batch of the survey invitation", rate["core"], "/s"),
            measure.Row("surveys queued", rate["suite"], "/s"),
            measure.at_least("surveys queued, times core", core / median["suite"], 8, "x"),
            measure.at_least("an edited template, times core", core / median["edited"], 4, "x"),
            measure.Row("with every check before sending", rate["decided"], "/s"),
            measure.at_most("queries a mail", queries, 0.15, "q"),
        ], seconds

    def send_core(self):
        partners = self._partners()
        survey = self.env["survey.survey"].create({"title": "Bench", "access_mode": "public"})
        inputs = self.env["survey.user_input"].with_context(tracking_disable=True).create(
            [{"survey_id": survey.id, "partner_id": one.id, "email": one.email} for one in partners]
        )
        self._fresh()

        def work():
            self.core.send_mail_batch(inputs.ids)
            self.env.flush_all()

        return _timed(work)

    def send_suite(self):
        return self._send(self.program, "_send")

    def send_edited(self):
        return self._send(self.edited, "_send")

    def send_decided(self):
        return self._send(self.program, "_process_batch")

    def _send(self, program, method):
        partners = self._partners()
        invitations = self.env["cs.nps.invitation"]._insert_once(
            [
                program._prepare_invitation_values(f"bench:{self.turn}:{one.id}", one)
                for one in partners
            ]
        )
        self._fresh()
        before = self.env.cr.sql_log_count

        def work():
            getattr(invitations, method)()
            self.env.flush_all()

        took = _timed(work)
        if method == "_send":
            self.queries.append(self.env.cr.sql_log_count - before)
        return took


def _timed(work):
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    try:
        main()
    except InputError as error:
        sys.exit(str(error))
