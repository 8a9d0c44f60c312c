from . import (
    test_arguments,
    test_consent,
    test_contact,
    test_contrast,
    test_deadline,
    test_hostile,
    test_preferences,
    test_rate_limit,
    test_security,
    test_text,
    test_token,
    test_wake,
)
