"""Add-ons that extend one model mean one thing by one name."""

from . import sources


def test_a_method_takes_the_same_in_every_add_on():
    """A second meaning would hide the first one wherever both add-ons are installed."""
    known, other = {}, []
    for addon, models in sources.models().items():
        for model_name, model in models.items():
            for method, parameters in model.methods.items():
                if parameters is None:
                    continue
                first, taken = known.setdefault((model_name, method), (addon, parameters))
                if taken != parameters:
                    other.append(f"{model_name}.{method}: {first} {taken}, {addon} {parameters}")
    assert not other
