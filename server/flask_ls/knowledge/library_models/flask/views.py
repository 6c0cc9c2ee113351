"""Class-based views."""

http_method_funcs = ["get", "post", "head", "options", "delete", "put", "trace", "patch"]


class View:
    methods = None
    provide_automatic_options = None

    @classmethod
    def as_view(cls, name, *class_args, **class_kwargs):
        def view(**kwargs):
            return None

        view.view_class = cls
        view.__name__ = name
        view.methods = cls.methods
        return view


class MethodView(View):
    def __init_subclass__(cls):
        if "methods" not in cls.__dict__:
            methods = []
            for base in cls.__bases__:
                if getattr(base, "methods", None):
                    methods.extend(base.methods)
            for key in http_method_funcs:
                if _has(cls, key):
                    methods.append(key.upper())
            if methods:
                cls.methods = methods
