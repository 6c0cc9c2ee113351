"""Where Flask-RESTPlus has its API class."""
