"""An application's configuration, as far as its values decide which routes there are."""


class Config:
    def __init__(self):
        self.values = {}

    def __getitem__(self, key):
        return self.values[key]

    def __setitem__(self, key, value):
        self.values[key] = value

    def get(self, key, default=None):
        return self.values.get(key, default) if key in self.values else _not_known

    def setdefault(self, key, default=None):
        return self.values.setdefault(key, default)

    def update(self, *args, **kwargs):
        self.values.update(*args, **kwargs)

    def from_mapping(self, *args, **kwargs):
        self.values.update(*args, **kwargs)

    def from_object(self, obj):
        if isinstance(obj, str):
            obj = _imported(obj)
        found = {}
        for option in _options(obj):
            if isinstance(option, str):
                option = _imported(option)
            for key in dir(option):
                if key.isupper():
                    value = getattr(option, key)
                    found[key] = _merged(found[key], value) if key in found else value
        self.values.update(found)
