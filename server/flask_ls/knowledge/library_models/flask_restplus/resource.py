"""Where Flask-RESTPlus has its resource class."""
