"""The `decorator` package: decorators that keep the signature of what they decorate."""

from functools import update_wrapper


def decorator(caller, _func=None):
    def decorate(func=None, *args, **kwargs):
        def wrapper(*args, **kwargs):
            return None

        return update_wrapper(wrapper, func)

    return decorate
