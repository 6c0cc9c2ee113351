"""Flask-AppBuilder's charts."""

from flask_appbuilder.baseviews import BaseView, expose


class GroupByChartView(BaseView):
    @expose("/chart/<group_by>")
    @expose("/chart/")
    def chart(self, group_by=0):
        return None


class DirectByChartView(GroupByChartView):
    pass


class ChartView(BaseView):
    @expose("/chart/<group_by>")
    @expose("/chart/")
    def chart(self, group_by=""):
        return None


class TimeChartView(BaseView):
    @expose("/chart/<group_by>/<period>")
    @expose("/chart/")
    def chart(self, group_by="", period=""):
        return None


class DirectChartView(ChartView):
    pass
