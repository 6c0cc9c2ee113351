"""Views for a folder of files."""

from flask_admin.base import BaseView, expose


class BaseFileAdmin(BaseView):
    def __init__(
        self,
        base_url=None,
        name=None,
        category=None,
        endpoint=None,
        url=None,
        verify_path=True,
        menu_class_name=None,
        menu_icon_type=None,
        menu_icon_value=None,
        storage=None,
    ):
        super().__init__(name, category, endpoint, url)

    @expose("/old_index")
    @expose("/old_b/<path:path>")
    def index(self, path=None):
        return None

    @expose("/")
    @expose("/b/<path:path>")
    def index_view(self, path=None):
        return None

    @expose("/upload/", methods=("GET", "POST"))
    @expose("/upload/<path:path>", methods=("GET", "POST"))
    def upload(self, path=None):
        return None

    @expose("/download/<path:path>")
    def download(self, path=None):
        return None

    @expose("/mkdir/", methods=("GET", "POST"))
    @expose("/mkdir/<path:path>", methods=("GET", "POST"))
    def mkdir(self, path=None):
        return None

    @expose("/delete/", methods=("POST",))
    def delete(self):
        return None

    @expose("/rename/", methods=("GET", "POST"))
    def rename(self):
        return None

    @expose("/edit/", methods=("GET", "POST"))
    def edit(self):
        return None

    @expose("/action/", methods=("POST",))
    def action_view(self):
        return None


class FileAdmin(BaseFileAdmin):
    def __init__(self, base_path, *args, **kwargs):
        super().__init__(*args, **kwargs)
