"""Exports in which nothing that a visitor wrote is taken for a formula.

Odoo's workbooks write a text that begins with an equals sign as a formula.
"""

from odoo import models

from ..tools import answer


def _inert(result):
    result["datas"] = [[answer.inert(value) for value in row] for row in result["datas"]]
    return result


class CsNpsResponse(models.Model):
    _inherit = "cs.nps.response"  # by concern; pylint: disable=consider-merging-classes-inherited

    def export_data(self, fields_to_export):
        return _inert(super().export_data(fields_to_export))


class CsNpsCase(models.Model):
    _inherit = "cs.nps.case"  # by concern; pylint: disable=consider-merging-classes-inherited

    def export_data(self, fields_to_export):
        return _inert(super().export_data(fields_to_export))
