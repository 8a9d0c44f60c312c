import doctest
import gzip
from decimal import Decimal

import pytest

from dev.real_data import dataset, figures, reader, workers

HEADER = ",".join(reader.COLUMNS)
GOOD = "536365,85123A,HOLDER,6,2010-12-01 08:26:00,2.55,17850,United Kingdom"


def refusal(path):
    with pytest.raises(reader.InputError) as caught:
        list(reader.read_lines(reader.find_file(path)))
    message = str(caught.value)
    assert "\n" not in message
    return message


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / reader.FILE_NAME
        path.write_bytes(gzip.compress(text.encode()))
        return path

    return write


@pytest.mark.parametrize("module", [dataset, figures, workers])
def test_the_documentation_is_right(module):
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed


def test_a_line_is_read_exactly(written):
    [line] = reader.read_lines(written(f"{HEADER}\n{GOOD}\n"))
    assert (line.invoice, line.quantity, line.price) == ("536365", 6, Decimal("2.55"))
    assert line.moment.isoformat() == "2010-12-01T08:26:00"


def test_the_columns_may_stand_in_another_order(written):
    order = reader.COLUMNS[::-1]
    text = ",".join(order) + "\n" + ",".join(GOOD.split(",")[::-1]) + "\n"
    [line] = reader.read_lines(written(text))
    assert line.customer == "17850"


def test_missing_columns_are_named(written):
    message = refusal(written("InvoiceNo,StockCode,Quantity\n1,2,3\n"))
    assert "lacks the column(s) Description, InvoiceDate, UnitPrice" in message


def test_an_empty_file_is_refused(written):
    assert "lacks the column(s)" in refusal(written(""))


def test_a_missing_file_is_told(tmp_path):
    assert reader.FILE_NAME in refusal(tmp_path)
    assert "There is no file" in refusal(tmp_path / "nothing")


def test_a_file_cut_short_is_told(tmp_path, sample_file):
    path = tmp_path / reader.FILE_NAME
    path.write_bytes(sample_file.read_bytes()[:-200])
    assert "is cut short" in refusal(path)


def test_a_file_that_is_not_gzip_is_told(tmp_path):
    path = tmp_path / reader.FILE_NAME
    path.write_text(f"{HEADER}\n{GOOD}\n")
    assert "not a sound gzip file" in refusal(path)


def test_damage_inside_the_file_is_told(tmp_path, sample_file):
    content = bytearray(sample_file.read_bytes())
    content[200:260] = bytes(60)
    path = tmp_path / reader.FILE_NAME
    path.write_bytes(content)
    refusal(path)


@pytest.mark.parametrize(
    ("field", "value"),
    [(3, "six"), (3, "1.5"), (4, "yesterday"), (5, "two"), (5, "NaN"), (0, "")],
)
def test_a_value_that_cannot_be_read_is_shown_with_its_line(written, field, value):
    row = GOOD.split(",")
    row[field] = value
    message = refusal(written(f"{HEADER}\n{GOOD}\n{','.join(row)}\n"))
    assert message.startswith("Line 3 of ")


def test_a_short_row_is_shown_with_its_line(written):
    assert refusal(written(f"{HEADER}\n536365,85123A\n")).startswith("Line 2 of ")
