from . import (
    test_case,
    test_doctests,
    test_figures,
    test_invitation,
    test_journey,
    test_page,
    test_scale,
    test_score,
    test_security,
    test_send,
)
