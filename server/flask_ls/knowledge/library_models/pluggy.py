"""The `pluggy` package. Whatever in the project is marked as an implementation of a hook is taken to be registered."""

_implementations = []


class HookimplMarker:
    def __init__(self, project_name=""):
        self.project_name = project_name

    def __call__(self, function=None, **options):
        if function is None:
            return self._mark
        return self._mark(function)

    def _mark(self, function):
        _implementations.append(function)
        return function


class HookspecMarker:
    def __init__(self, project_name=""):
        self.project_name = project_name

    def __call__(self, function=None, **options):
        if function is None:
            return self._mark
        return function

    def _mark(self, function):
        return function


class _Caller:
    def __init__(self, name):
        self.name = name

    def __call__(self, **arguments):
        return [function(**arguments) for function in _implementations if function.__name__ == self.name]


class _Hooks:
    def __getattr__(self, name):
        return _Caller(name)


class PluginManager:
    def __init__(self, project_name=""):
        self.project_name = project_name
        self.hook = _Hooks()

    def register(self, plugin, name=None):
        return name

    def add_hookspecs(self, module):
        return None
