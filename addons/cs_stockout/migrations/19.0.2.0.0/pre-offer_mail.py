def migrate(cr, _version):
    """Let the update replace the mail of an offer: the old one knows only some of the choices."""
    cr.execute(
        """
        UPDATE ir_model_data
           SET noupdate = FALSE
         WHERE module = 'cs_stockout' AND name = 'mail_template_offer'
        """
    )
