from . import (
    benefits,
    birthday,
    codes,
    decision,
    foresight,
    member_code,
    palette,
    periods,
    phone,
    points,
    simulation,
)
