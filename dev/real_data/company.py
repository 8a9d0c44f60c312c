"""The company that the imported documents belong to, and its customers."""

from .reader import InputError

COMPANY_NAME = "Online Retail Ltd"
# What the file writes and ISO 3166 does not. The Channel Islands are two territories,
# the European Community and "Unspecified" none: those customers get no country.
COUNTRY_CODES = {
    "EIRE": "IE",
    "RSA": "ZA",
    "USA": "US",
    "United Kingdom": "GB",
    "Czech Republic": "CZ",
    "Channel Islands": None,
    "European Community": None,
    "Unspecified": None,
}


def ensure_company(env):
    """Return the company, made with its chart of accounts, warehouse and users when missing."""
    company = env["res.company"].search([("name", "=", COMPANY_NAME)], limit=1)
    if not company:
        company = _create_company(env)
    if not company.chart_template:
        env["account.chart.template"].with_company(company).try_loading(
            "generic_coa", company, install_demo=False
        )
        # The chart brings the currency of its own fiscal country.
        company.currency_id = env.ref("base.GBP")
    if company.currency_id.name != "GBP":
        raise InputError(
            f"The company {COMPANY_NAME} is already there in {company.currency_id.name}, not GBP."
        )
    if not warehouse(env, company):
        env["stock.warehouse"].create(
            {"name": COMPANY_NAME, "code": "ORL", "company_id": company.id}
        )
    admin = env.ref("base.user_admin", raise_if_not_found=False)
    if admin and company not in admin.company_ids:
        admin.company_ids += company
    return company


def warehouse(env, company):
    """Return the warehouse of the company, empty when it has none."""
    return env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)


def _create_company(env):
    pound = env.ref("base.GBP")
    pound.active = True
    company = env["res.company"].create({"name": COMPANY_NAME, "currency_id": pound.id})
    # On the partner, after creation: a country given to a new company installs the
    # localisation of that country, and the chart here is the generic one.
    company.partner_id.country_id = env.ref("base.uk")
    return company


def missing_customers(env, company, customers):
    """Return those of ``customers`` (numbers) that the company has no partner for, sorted."""
    known = set(partner_ids(env, company))
    return sorted(set(customers) - known)


def partner_ids(env, company):
    """Return {customer number: partner id} of the company."""
    rows = env["res.partner"].with_context(active_test=False)._read_group(
        [("company_id", "=", company.id), ("ref", "!=", False), ("parent_id", "=", False)],
        ["ref"],
        ["id:min"],
    )
    return dict(rows)


def create_customers(env, company, numbers, countries):
    """Create one partner for each customer number.

    :param countries: {customer number: country as the file writes it}
    """
    by_word = {
        word: _country_id(env, word) for word in sorted({countries[number] for number in numbers})
    }
    env["res.partner"].create(
        [
            {
                "name": f"Customer {number}",
                "ref": number,
                "company_id": company.id,
                "customer_rank": 1,
                "country_id": by_word[countries[number]],
                "comment": False if by_word[countries[number]] else countries[number],
                "lang": "en_US",
            }
            for number in numbers
        ]
    )


def _country_id(env, word):
    code = COUNTRY_CODES.get(word, word)
    if code is None:
        return False
    field = "code" if len(code) == 2 else "name"
    countries = env["res.country"].with_context(lang="en_US")
    return countries.search([(field, "=", code)], limit=1).id
