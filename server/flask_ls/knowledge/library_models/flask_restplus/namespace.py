"""Where Flask-RESTPlus has its namespace class."""
