"""Make the main company a shop in Vietnam; `env` comes from Odoo's shell.

It runs before accounting is installed, which then chooses the Vietnamese chart of accounts.
"""

company = env.ref("base.main_company")
currency = env.ref("base.VND")
currency.active = True
company.write(
    {
        "name": "Cửa hàng Hoa Mai",
        "street": "128 Nguyễn Trãi",
        "city": "Thành phố Hồ Chí Minh",
        "country_id": env.ref("base.vn").id,
        "currency_id": currency.id,
        "phone": "+84 28 3838 1234",
        "email": "cskh@hoamai.example.com",
    }
)
admin = env.ref("base.user_admin")
admin.write({"tz": "Asia/Ho_Chi_Minh", "lang": "en_US"})
admin.partner_id.email = "admin@hoamai.example.com"
env.cr.commit()
