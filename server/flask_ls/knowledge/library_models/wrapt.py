"""The `wrapt` package: decorators that keep what they decorate recognisable."""


def decorator(wrapper=None, enabled=None, adapter=None):
    def decorate(wrapped):
        return wrapped

    return decorate
