from . import (
    answer,
    counter,
    days,
    loop,
    mailtext,
    nps,
    plain,
    sampling,
    scale,
    share,
    verdict,
    window,
)
