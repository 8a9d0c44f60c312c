"""Fill a database with answers to surveys by set-based SQL, the same at every run."""

from . import seed

TEAMS = 8


def answers(env, count):
    """Insert a program with ``count`` invitations over three years, each with its answer.

    Each customer is asked ten times; the answers belong to eight teams.

    :return: id of the program
    """
    program = env["cs.nps.program"].create({"name": "Bench", "trigger": "manual"})
    teams = env["crm.team"].create([{"name": f"Bench {number}"} for number in range(TEAMS)])
    first, last = seed.partners(env.cr, max(100, count // 10))
    env.flush_all()
    env.cr.execute("SELECT setseed(0.42)")
    values = {
        "program": program.id,
        "company": program.company_id.id,
        "count": count,
        "first": first,
        "span": last - first + 1,
        "team": teams[0].id,
        "teams": len(teams),
        "days": seed.DAYS,
    }
    env.cr.execute(
        """
        INSERT INTO cs_nps_invitation (
               program_id, company_id, event_key, partner_id, email_normalized, state, channel,
               sent_at, answered_at, reminders_sent, is_test, create_date, write_date)
        SELECT %(program)s, %(company)s, 'bench:' || n, %(first)s + n %% %(span)s,
               'bench' || n || '@example.com', 'answered', 'mail', day, day, 0, FALSE, day, day
          FROM (SELECT n, (now() AT TIME ZONE 'UTC') - random() * %(days)s * interval '1 day' AS day
                  FROM generate_series(1, %(count)s) n) made
        """,
        values,
    )
    env.cr.execute(
        """
        INSERT INTO cs_nps_response (
               invitation_id, program_id, company_id, partner_id, team_id, metric, score, category,
               comment, status, answered_at, answered_on, create_date, write_date)
        SELECT id, program_id, company_id, partner_id, %(team)s + id %% %(teams)s, 'nps', score,
               CASE WHEN score >= 9 THEN 'promoter' WHEN score >= 7 THEN 'passive'
                    ELSE 'detractor' END,
               'giao hàng nhanh', 'confirmed', answered_at, answered_at::date,
               answered_at, answered_at
          FROM (SELECT *, floor(11 * sqrt(random()))::integer AS score
                  FROM cs_nps_invitation WHERE program_id = %(program)s) asked
        """,
        values,
    )
    return program.id


def mentions(env, program_id, one_in=1):
    """Let one in so many answers of a program mention a theme, all themes alike."""
    env.cr.execute("SELECT setseed(0.42)")
    env.cr.execute(
        """
        INSERT INTO cs_nps_response_theme (
               response_id, company_id, theme_id, polarity, source, active,
               create_date, write_date)
        SELECT id, company_id, themes[1 + floor(random() * cardinality(themes))::integer],
               CASE WHEN category = 'promoter' THEN 'positive' ELSE 'negative' END, 'rule', TRUE,
               answered_at, answered_at
          FROM cs_nps_response, (SELECT array_agg(id ORDER BY id) AS themes FROM cs_nps_theme) known
         WHERE program_id = %(program)s AND id %% %(one_in)s = 0
        """,
        {"program": program_id, "one_in": one_in},
    )


def settle(cr):
    """Let the planner know what was inserted."""
    seed.settle(cr, ("cs_nps_invitation", "cs_nps_response", "cs_nps_response_theme"))
