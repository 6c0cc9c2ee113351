"""Where Flask-RESTX has its namespace class."""
