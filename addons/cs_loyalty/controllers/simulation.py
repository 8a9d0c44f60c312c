import io

import xlsxwriter
from odoo import http
from odoo.http import content_disposition, request

from ..tools.simulation import inert


class SimulationExport(http.Controller):
    """The result of a simulation as a spreadsheet."""

    @http.route(
        "/cs/loyalty/simulation/<int:simulation_id>.xlsx", type="http", auth="user", readonly=True
    )
    def export(self, simulation_id):
        """Send the sheets of one simulation to those who may read it."""
        simulation = request.env["cs.tier.simulation"].browse(simulation_id).exists()
        if not simulation or not simulation.has_access("read"):
            raise request.not_found()
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
            for name, rows in simulation._get_sheets():
                self._write_sheet(book, name, rows)
        name = f"{simulation.name}.xlsx"
        return request.make_response(
            stream.getvalue(),
            headers=[
                (
                    "Content-Type",
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                ),
                ("Content-Disposition", content_disposition(name)),
            ],
        )

    def _write_sheet(self, book, name, rows):
        """Write rows, the first one being titles; texts as texts, whatever they begin with."""
        sheet, bold = book.add_worksheet(name[:31]), book.add_format({"bold": True})
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(y, x, inert(value), *([] if y else [bold]))
                else:
                    sheet.write_number(y, x, value)
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, 8, 18)
