"""Functions about functions."""


class partial:
    def __init__(self, func, *args, **keywords):
        self.func = func
        self.args = args
        self.keywords = keywords

    def __call__(self, *args, **keywords):
        return self.func(*self.args, *args, **{**self.keywords, **keywords})


def wraps(wrapped, *args, **kwargs):
    def decorate(wrapper):
        return update_wrapper(wrapper, wrapped)

    return decorate


def update_wrapper(wrapper, wrapped, *args, **kwargs):
    wrapper.__name__ = wrapped.__name__
    wrapper.__wrapped__ = wrapped
    return wrapper
