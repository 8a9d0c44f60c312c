"""Phone numbers as people type them, read into E.164. Vietnam's 2018 change is applied."""

import re
from typing import NamedTuple

import phonenumbers
from phonenumbers import Leniency, NumberParseException, PhoneNumberFormat, PhoneNumberMatcher

HOME = "VN"
# Eleven-digit mobile prefixes and what they became on 15 September 2018.
MOVED = {
    "120": "70", "121": "79", "122": "77", "126": "76", "128": "78",
    "123": "83", "124": "84", "125": "85", "127": "81", "129": "82",
    "162": "32", "163": "33", "164": "34", "165": "35", "166": "36",
    "167": "37", "168": "38", "169": "39",
    "186": "56", "188": "58", "199": "59",
}  # fmt: skip
_SEPARATOR = r"[\s.\-()/]*"
_OLD_MOBILE = re.compile(
    rf"(?<![\d+])(?:\(?\+?84\)?|0084|0){_SEPARATOR}(1(?:{_SEPARATOR}\d){{9}})(?!\d)"
)
_MOBILE = re.compile(r"(?:\+84|0084|84|0)((?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9\d)\d{7})")
# Until 2017 Ho Chi Minh City's area code was 08: these ten digits also read as a mobile now.
_OLD_LANDLINE = re.compile(r"\+84(8(?:3[4-9]|54|62|66|73|22)\d{6})")


class Number(NamedTuple):
    """A number in E.164; ``doubtful`` where the digits may mean another line."""

    e164: str
    doubtful: bool = False


def migrate(text):
    """Return ``text`` with each old eleven-digit mobile number in its present form.

    >>> migrate("01682345678")
    '+84382345678'
    >>> migrate("+84 168 234 5678, chi Lan")
    '+84382345678, chi Lan'
    >>> migrate("0912345678 0987654321")
    '0912345678 0987654321'
    """

    def replace(match):
        digits = re.sub(r"\D", "", match.group(1))
        prefix = MOVED.get(digits[:3])
        return f"+84{prefix}{digits[3:]}" if prefix else match.group(0)

    return _OLD_MOBILE.sub(replace, text)


def _landline(e164):
    """Return the present form of the landline that ``e164`` may once have been, or None.

    >>> _landline("+84838221234")
    '+842838221234'
    >>> _landline("+84912345678")
    """
    match = _OLD_LANDLINE.fullmatch(e164)
    return match and "+842" + match.group(1)


def _parse(text, region):
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    if re.search(r"[^\W\d_]", text) or not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _scan(text, regions):
    """Return the E.164 numbers found in a text, by the first region that finds any."""
    for region in regions:
        local = migrate(text) if region == HOME else text
        if region == HOME and (match := _MOBILE.fullmatch(re.sub(r"[\s.\-()]", "", local))):
            return ["+84" + match.group(1)]
        if e164 := _parse(local, region):
            return [e164]
        found = PhoneNumberMatcher(local, region, leniency=Leniency.VALID)
        if numbers := [
            phonenumbers.format_number(match.number, PhoneNumberFormat.E164) for match in found
        ]:
            return numbers
    return []


def find_numbers(text, regions=(HOME,)):
    """Return the numbers that a text holds, in order, each once.

    :param str text: anything typed into a phone field
    :param regions: ISO country codes to read national numbers in, best first
    :returns: list of :class:`Number`

    >>> [n.e164 for n in find_numbers("+84 38 234 5678")]
    ['+84382345678']
    >>> [n.e164 for n in find_numbers("0912345678 (chi Lan)")]
    ['+84912345678']
    >>> [n.e164 for n in find_numbers("0912345678 / 01682345678")]
    ['+84912345678', '+84382345678']
    >>> [n.e164 for n in find_numbers("01682345678", ("US", "VN"))]
    ['+84382345678']
    >>> [n.e164 for n in find_numbers("0162 3456789", ("DE", "VN"))]
    ['+491623456789']
    >>> find_numbers("0838221234")
    [Number(e164='+84838221234', doubtful=True), Number(e164='+842838221234', doubtful=True)]
    >>> find_numbers("abc")
    []
    """
    numbers = {}
    for e164 in _scan(text or "", regions):
        landline = _landline(e164)
        numbers.setdefault(e164, Number(e164, bool(landline)))
        if landline:
            numbers.setdefault(landline, Number(landline, True))
    return list(numbers.values())


def looks_like_number(text):
    """Tell whether a search text is worth reading as a phone number.

    >>> looks_like_number("0168 234 5678")
    True
    >>> looks_like_number("Lan 7"), looks_like_number("SO123456")
    (False, False)
    """
    digits = sum(char.isdigit() for char in text)
    return digits >= 8 and not re.search(r"[^\W\d_]", text)


def without_numbers(text):
    """Return what a text says beside its numbers: the name in “Lan 0912 345 678”.

    >>> without_numbers("Lan 0912 345 678"), without_numbers("0912345678 - chi Lan")
    ('Lan', 'chi Lan')
    """
    return re.sub(r"[+(]*\d[\d\s.\-()/]{6,}\d", " ", text).strip(" ,;:-()/")
