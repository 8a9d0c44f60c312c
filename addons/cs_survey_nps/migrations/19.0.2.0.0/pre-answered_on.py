def migrate(cr, version):
    """Set the day of every answer at once, where its company is, not one by one on load."""
    cr.execute("ALTER TABLE cs_nps_response ADD COLUMN IF NOT EXISTS answered_on date")
    cr.execute(
        """
        UPDATE cs_nps_response response
           SET answered_on = timezone(
                   COALESCE(partner.tz, calendar.tz, 'UTC'),
                   timezone('UTC', response.answered_at))::date
          FROM res_company company
          JOIN res_partner partner ON partner.id = company.partner_id
     LEFT JOIN resource_calendar calendar ON calendar.id = company.resource_calendar_id
         WHERE company.id = response.company_id AND response.answered_on IS NULL
        """
    )
